package org.flipcheck.spark;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.flipcheck.spark.PassRow.Kind;

/**
 * The portable engine, in plain Spark SQL: both tables in one union, one exchange by id, one sort,
 * and one stream of pairs. Each input row is scanned once and shuffled once, whatever is counted.
 */
final class SqlEngine implements Pass {

  private final PassRow form;
  private final Dataset<Row> pass;

  private SqlEngine(PassRow form, Dataset<Row> pass) {
    this.form = form;
    this.pass = pass;
  }

  /** Plans the pass; nothing runs yet. */
  static Pass plan(CompareSpec spec, Preflight.Plan plan, List<Table> tables) {
    NormalRow form = plan.form();
    Dataset<Row> all = null;
    for (Table table : tables) {
      Dataset<Row> normalised = normalise(spec, plan, table);
      all = all == null ? normalised : all.union(normalised);
    }
    Column[] ids = form.idColumns().stream().map(functions::col).toArray(Column[]::new);
    PairRules rules = rules(spec, plan);
    Dataset<Row> pass =
        all.repartition(ids)
            .sortWithinPartitions(withSide(form))
            .mapPartitions(new Pairing(rules), Encoders.row(rules.passRow().schema()));
    return new SqlEngine(rules.passRow(), pass.persist(StorageLevel.MEMORY_AND_DISK()));
  }

  /** What a task of any engine must know to judge pairs. */
  static PairRules rules(CompareSpec spec, Preflight.Plan plan) {
    return new PairRules(
        plan.form(),
        plan.layouts(),
        spec.rule().orElse(null),
        spec.handling(),
        spec.isScored(),
        spec.hasAnswers(),
        spec.oldSource().classes().orElse(null),
        spec.flips(),
        spec.slicing().find(),
        GroupRules.of(spec, plan).orElse(null),
        ProtectedIds.of(spec, plan.form()).orElse(null));
  }

  @Override
  public Dataset<Row> flips() {
    return Pass.only(pass, Kind.FLIP);
  }

  @Override
  public Dataset<Row> protectedPairs() {
    return Pass.only(pass, Kind.PROTECTED);
  }

  @Override
  public Dataset<Row> counts(Kind... kinds) {
    return CountMerger.merge(Pass.only(pass, kinds), form);
  }

  @Override
  public Dataset<Row> tables(Kind kind) {
    return Pass.only(pass, kind);
  }

  @Override
  public void close() {
    pass.unpersist();
  }

  private static Column[] withSide(NormalRow form) {
    List<String> names = form.idColumns();
    names.add(NormalRow.column(NormalRow.SIDE));
    return names.stream().map(functions::col).toArray(Column[]::new);
  }

  private static Dataset<Row> normalise(CompareSpec spec, Preflight.Plan plan, Table table) {
    Layout layout = plan.layouts().get(table.source().side());
    Optional<ClassNames> classes = table.source().classes();
    Normaliser normaliser =
        new Normaliser(
            layout,
            plan.form(),
            spec.handling().answers(),
            spec.rule().orElse(null),
            classes.orElse(null));
    Column[] columns = layout.columns().stream().map(SqlEngine::quoted).toArray(Column[]::new);
    return table
        .rows()
        .select(columns)
        .mapPartitions(normaliser, Encoders.row(plan.form().schema()));
  }

  /** A column by its exact name, dots and backticks included. */
  static Column quoted(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
