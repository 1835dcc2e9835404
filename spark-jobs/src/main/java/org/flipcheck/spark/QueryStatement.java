package org.flipcheck.spark;

import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoDir;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.execution.SparkSqlParser;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A statement that was parsed before anything else was done: known to be one query, and which
 * tables it names.
 *
 * @param sql its text
 * @param tables every name that stands where a table does, lower case; names of the query's own
 *     {@code WITH} among them
 */
record QueryStatement(String sql, Set<String> tables) {

  /**
   * Parses a statement.
   *
   * @throws BadInputException if it is none, more than one, or does something else than ask
   */
  static QueryStatement parse(SqlText text) {
    if (SqlText.isBlank(text.sql())) {
      throw new BadInputException(text.located("the query is empty; give a SELECT"));
    }
    LogicalPlan plan;
    try {
      ParserInterface parser = new SparkSqlParser();
      plan = parser.parsePlan(text.sql());
    } catch (ParseException e) {
      if (text.isSeveral()) {
        throw new BadInputException(
            text.located("there is more than one statement; ask one query at a time"));
      }
      throw new BadInputException(SqlErrors.problem(text, e));
    }
    if (!(plan instanceof DescribeRelation)) {
      refuseCommands(text, plan);
    }
    Set<String> tables = new TreeSet<>();
    collect(plan, tables);
    return new QueryStatement(text.sql(), tables);
  }

  private static void refuseCommands(SqlText text, TreeNode<?> node) {
    if (node instanceof Command
        || node instanceof ParsedStatement
        || node instanceof InsertIntoDir) {
      throw new BadInputException(
          text.located(
              "%s is not a query: runs are only asked, never changed; give a SELECT, WITH, FROM, VALUES or DESCRIBE"
                  .formatted(text.firstWord())));
    }
    CollectionConverters.asJava(node.children())
        .forEach(child -> refuseCommands(text, (TreeNode<?>) child));
  }

  /** The tables of a plan, of its subqueries and of its {@code WITH}. */
  private static void collect(TreeNode<?> node, Set<String> tables) {
    if (node instanceof UnresolvedRelation relation) {
      tables.add(name(relation.multipartIdentifier()));
    }
    if (node instanceof UnresolvedTableOrView described) {
      tables.add(name(described.multipartIdentifier()));
    }
    if (node instanceof PlanExpression<?> subquery) {
      collect((TreeNode<?>) subquery.plan(), tables);
    }
    if (node instanceof QueryPlan<?> plan) {
      CollectionConverters.asJava(plan.expressions()).forEach(e -> collect(e, tables));
    }
    CollectionConverters.asJava(node.children())
        .forEach(child -> collect((TreeNode<?>) child, tables));
    CollectionConverters.asJava(node.innerChildren())
        .forEach(child -> collect((TreeNode<?>) child, tables));
  }

  private static String name(scala.collection.immutable.Seq<String> parts) {
    return String.join(".", CollectionConverters.asJava(parts)).toLowerCase(java.util.Locale.ROOT);
  }
}
