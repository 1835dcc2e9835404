package org.flipcheck.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.flipcheck.stats.BruteForceSlices.table;
import static org.flipcheck.stats.BruteForceSlices.values;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.flipcheck.metrics.SliceKey;
import org.flipcheck.stats.BruteForceSlices.Cell;
import org.flipcheck.stats.SliceCells.Half;
import org.flipcheck.stats.SliceSearch.Settings;
import org.junit.jupiter.api.Test;

class SliceSearchTest {

  private static final List<String> COLUMNS = List.of("a", "b", "c", "d");

  /** Few examples and a lenient level: much of every kind stands out. */
  private static final Settings LENIENT =
      new Settings(3, 6, 10_000, 100, 0.2, 0.05, SearchCorrection.HOLM);

  private static List<Cell> drawn(long seed, int cells) {
    Random random = new Random(seed);
    List<Cell> drawn = new ArrayList<>();
    for (int i = 0; i < cells; i++) {
      List<String> values = new ArrayList<>();
      for (int column = 0; column < COLUMNS.size(); column++) {
        int code = random.nextInt(2 + column);
        values.add(code == 0 ? null : "v" + code);
      }
      int examples = random.nextInt(6);
      boolean bad = "v1".equals(values.get(1)) && values.get(3) == null;
      int flips = random.nextInt(1 + (bad ? examples : examples / 3));
      Half half = random.nextBoolean() ? Half.DISCOVER : Half.CONFIRM;
      drawn.add(new Cell(values, half, examples, flips));
    }
    return drawn;
  }

  @Property(tries = 150)
  void candidatesAreThoseOfBruteForce(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 150) int size,
      @ForAll @IntRange(min = 1, max = 3) int depth) {
    List<Cell> drawn = drawn(seed, size);
    SliceCells cells = table(COLUMNS, drawn);
    Settings settings = withDepth(LENIENT, depth);
    SliceLattice lattice = new SliceLattice(cells, settings);

    lattice.walk(depth);

    Map<SliceKey, Double> found = new TreeMap<>();
    for (Candidate candidate : lattice.candidates()) {
      Candidate.Slice slice = candidate.slice();
      found.put(cells.key(slice.columns(), slice.codes()), candidate.contrast());
    }
    BruteForceSlices bruteForce = new BruteForceSlices(COLUMNS, drawn, depth);
    assertThat(found).isEqualTo(bruteForce.candidates(settings));
    assertThat(lattice.examined()).isLessThanOrEqualTo(bruteForce.supported(settings));
  }

  private static Settings withDepth(Settings settings, int depth) {
    return new Settings(
        depth,
        settings.leastExamples(),
        settings.mostCandidates(),
        settings.mostHypotheses(),
        settings.discoverLevel(),
        settings.confirmLevel(),
        settings.correction());
  }

  @Property(tries = 50)
  void theOrderAndTheSplitOfTheCellsDoNotMatter(@ForAll long seed) {
    List<Cell> drawn = drawn(seed, 200);
    List<Cell> shuffled = new ArrayList<>();
    for (Cell cell : drawn) {
      long flips = cell.negativeFlips();
      shuffled.add(new Cell(cell.values(), cell.half(), flips, flips));
      shuffled.add(new Cell(cell.values(), cell.half(), cell.examples() - flips, 0));
    }
    Collections.shuffle(shuffled, new Random(seed));
    Settings everyConfirmed = new Settings(3, 6, 50, 20, 0.2, 0.999, SearchCorrection.HOLM);

    FoundSlices found = new SliceSearch(everyConfirmed).search(table(COLUMNS, shuffled));

    assertThat(found).isEqualTo(new SliceSearch(everyConfirmed).search(table(COLUMNS, drawn)));
  }

  /** What only the most telling candidates are kept of is the beginning of all of them. */
  @Property(tries = 50)
  void theMostTellingAreKept(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int most) {
    SliceCells cells = table(COLUMNS, drawn(seed, 150));
    SliceLattice all = new SliceLattice(cells, LENIENT);
    Settings few = new Settings(3, 6, most, 100, 0.2, 0.05, SearchCorrection.HOLM);
    SliceLattice some = new SliceLattice(cells, few);
    all.walk(3);

    some.walk(3);

    assertThat(some.standingOut()).isEqualTo(all.candidates().size());
    assertThat(some.candidates()).isEqualTo(all.candidates().stream().limit(most).toList());
  }

  @Test
  void aPlantedSliceIsFoundAndConfirmed() {
    SliceCells cells = SliceSamples.draw(1, 100_000, 0.02, 0.15);

    FoundSlices found = new SliceSearch(Settings.DEFAULT).search(cells);

    assertThat(found.examined()).isGreaterThan(10_000);
    assertThat(found.limits()).isEmpty();
    assertThat(found.slices()).hasSize(1);
    FoundSlice slice = found.slices().get(0);
    Map<String, String> planted = new LinkedHashMap<>();
    planted.put("c1", "v2");
    planted.put("c4", "v0");
    planted.put("c7", null);
    assertThat(slice.slice()).isEqualTo(new SliceKey(planted));
    assertThat(slice.aliases()).isEmpty();
    assertThat(slice.within()).isEmpty();
    assertThat(slice.counts().examples()).isBetween(400L, 600L);
    assertThat(slice.counts().rate()).isCloseTo(0.15, within(0.05));
    assertThat(slice.rest().rate()).isCloseTo(0.02, within(0.002));
    assertThat(slice.counts().plus(slice.rest()).examples()).isEqualTo(100_000);
    assertThat(slice.adjustedPValue()).isLessThan(1e-6);
  }

  /** Nothing planted: the share of searches that report a slice is held by the correction. */
  @Test
  void whereNothingIsPlantedAlmostNothingIsReported() {
    int reporting = 0;
    long fewestExamined = Long.MAX_VALUE;
    for (int seed = 0; seed < 200; seed++) {
      SliceCells cells = SliceSamples.draw(seed, 20_000, 0.05, 0.05);
      FoundSlices found = new SliceSearch(Settings.DEFAULT).search(cells);
      reporting += found.slices().isEmpty() ? 0 : 1;
      fewestExamined = Math.min(fewestExamined, found.examined());
    }

    assertThat(fewestExamined).isGreaterThan(10_000);
    assertThat(reporting).isLessThanOrEqualTo(10);
  }

  /** Adds examples with a share of negative flips to both halves. */
  private static void add(List<Cell> cells, int examples, int negativeFlips, String... values) {
    for (Half half : Half.values()) {
      cells.add(new Cell(values(values), half, examples, negativeFlips));
    }
  }

  private static FoundSlices search(List<String> columns, List<Cell> cells) {
    return new SliceSearch(Settings.DEFAULT).search(table(columns, cells));
  }

  @Test
  void slicesOfTheSameExamplesAreToldOnce() {
    List<Cell> cells = new ArrayList<>();
    add(cells, 1_000, 200, "DE", "de", "x");
    add(cells, 1_000, 200, "DE", "de", "y");
    add(cells, 5_000, 50, "FR", "fr", "x");
    add(cells, 5_000, 50, "BE", "fr", "y");

    FoundSlices found = search(List.of("country", "language", "half"), cells);

    assertThat(found.slices()).hasSize(1);
    FoundSlice slice = found.slices().get(0);
    assertThat(slice.slice()).isEqualTo(SliceKey.of("country", "DE"));
    assertThat(slice.aliases()).containsExactly(SliceKey.of("language", "de"));
    assertThat(slice.counts()).isEqualTo(new SliceCounts(4_000, 800));
    assertThat(slice.rest()).isEqualTo(new SliceCounts(20_000, 200));
    assertThat(slice.excessNegativeFlips()).isEqualTo(800 - 4_000 * 0.01);
    assertThat(slice.confirmed().slice()).isEqualTo(new SliceCounts(2_000, 400));
    assertThat(slice.confirmed().others()).isEqualTo(new SliceCounts(10_000, 100));
    assertThat(found.tested()).isEqualTo(1);
  }

  /** Of a bad slice with a worse part both are told, the part as compared within the slice. */
  @Test
  void aWorsePartOfABadSliceIsNews() {
    List<Cell> cells = new ArrayList<>();
    add(cells, 4_000, 400, "bad", "x");
    add(cells, 1_000, 300, "bad", "y");
    add(cells, 10_000, 100, "good", "x");
    add(cells, 10_000, 100, "good", "y");

    FoundSlices found = search(List.of("a", "b"), cells);

    assertThat(found.slices().stream().map(FoundSlice::slice))
        .containsExactly(SliceKey.of("a", "bad"), cross("a", "bad", "b", "y"));
    assertThat(found.slices().get(0).within()).isEmpty();
    assertThat(found.slices().get(1).within()).contains(SliceKey.of("a", "bad"));
    assertThat(found.slices().get(1).confirmed().others()).isEqualTo(new SliceCounts(4_000, 400));
  }

  private static SliceKey cross(String... namesAndValues) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new SliceKey(values);
  }

  /** The slices around a bad cross are bad by its examples alone. */
  @Test
  void whatABadCrossExplainsIsNoNews() {
    List<Cell> cells = new ArrayList<>();
    add(cells, 1_000, 300, "x", "x");
    add(cells, 3_000, 30, "x", "y");
    add(cells, 3_000, 30, "y", "x");
    add(cells, 9_000, 90, "y", "y");

    FoundSlices found = search(List.of("a", "b"), cells);

    assertThat(found.standingOut()).isEqualTo(3);
    assertThat(found.slices().stream().map(FoundSlice::slice))
        .containsExactly(cross("a", "x", "b", "x"));
  }

  @Test
  void twoBadSlicesAreBothToldByExcess() {
    List<Cell> cells = new ArrayList<>();
    add(cells, 200, 100, "x", "y");
    add(cells, 5_000, 400, "z", "x");
    add(cells, 20_000, 200, "y", "y");
    add(cells, 20_000, 200, "y", null);

    FoundSlices found = search(List.of("a", "b"), cells);

    assertThat(found.slices().stream().map(FoundSlice::slice))
        .containsExactly(SliceKey.of("a", "z"), SliceKey.of("a", "x"));
    assertThat(found.slices().get(0).aliases()).containsExactly(SliceKey.of("b", "x"));
  }

  @Test
  void anEmptyValueIsAValue() {
    List<Cell> cells = new ArrayList<>();
    add(cells, 1_000, 200, (String) null);
    add(cells, 5_000, 50, "x");

    assertThat(search(List.of("a"), cells).slices().get(0).slice())
        .isEqualTo(SliceKey.of("a", null));
  }

  /** What stands out in the one half alone is chance. */
  @Test
  void whatTheOtherHalfDoesNotShowIsNotReported() {
    List<Cell> cells = new ArrayList<>();
    cells.add(new Cell(values("x"), Half.DISCOVER, 1_000, 100));
    cells.add(new Cell(values("x"), Half.CONFIRM, 1_000, 10));
    add(cells, 5_000, 50, "y");

    FoundSlices found = search(List.of("a"), cells);

    assertThat(found.tested()).isEqualTo(1);
    assertThat(found.slices()).isEmpty();
  }

  @Test
  void smallSlicesAreNotLookedAt() {
    List<Cell> cells = new ArrayList<>();
    add(cells, 24, 20, "x");
    add(cells, 26, 20, "y");
    add(cells, 5_000, 50, "z");

    assertThat(search(List.of("a"), cells).slices().stream().map(FoundSlice::slice))
        .containsExactly(SliceKey.of("a", "y"));
    assertThat(search(List.of("a"), cells).examined()).isEqualTo(2);
  }

  @Test
  void saysWhyItDidNotSearch() {
    List<Cell> noFlip = new ArrayList<>();
    add(noFlip, 100, 0, "x");
    add(noFlip, 100, 0, "y");
    List<Cell> oneValue = new ArrayList<>();
    add(oneValue, 100, 10, "x");
    List<Cell> oneHalf = List.of(new Cell(values("x"), Half.CONFIRM, 100, 10));

    assertThat(search(List.of("a"), noFlip).limits())
        .containsExactly("not searched: there is no negative flip");
    assertThat(search(List.of("a"), oneValue).limits())
        .containsExactly("not searched: no slice column has more than one value");
    assertThat(search(List.of(), List.of()).limits())
        .containsExactly("not searched: there is no negative flip");
    assertThat(
            search(
                    List.of("a"),
                    List.of(oneHalf.get(0), new Cell(values("y"), Half.CONFIRM, 100, 20)))
                .limits())
        .containsExactly("not searched: all examples lie in the same half of the ids");
  }

  @Test
  void saysWhatItLeftOut() {
    List<Cell> cells = new ArrayList<>();
    add(cells, 1_000, 200, "x");
    add(cells, 1_000, 150, "y");
    add(cells, 9_000, 90, "z");
    Settings oneCandidate = new Settings(3, 50, 1, 100, 0.001, 0.05, SearchCorrection.HOLM);
    Settings oneTest = new Settings(3, 50, 500, 1, 0.001, 0.05, SearchCorrection.HOLM);
    SliceCells table = table(List.of("a"), cells);

    assertThat(new SliceSearch(oneCandidate).search(table).limits())
        .containsExactly(
            "2 slices stood out and only the most significant 1 were looked at further");
    assertThat(new SliceSearch(oneTest).search(table).limits())
        .containsExactly("only the most significant 1 slices were tested");
  }

  @Test
  void settingsAndCountsAreChecked() {
    assertThatThrownBy(() -> withDepth(LENIENT, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("depth is 4, it must lie between 1 and 3");
    assertThatThrownBy(() -> LENIENT.withLeastExamples(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "least examples 0, most candidates 10000 and most hypotheses 100 must be 1 or more");
    assertThatThrownBy(() -> new Settings(3, 50, 1, 1, Double.NaN, 0.05, SearchCorrection.HOLM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "levels are NaN to discover and 0.05 to confirm, they must lie between 0 and 0.5, and 0 and 1");
    SliceCells.Builder cells = SliceCells.builder(COLUMNS);
    assertThatThrownBy(() -> cells.add(Arrays.asList("x", null), Half.DISCOVER, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 values for the 4 columns [a, b, c, d]");
    assertThatThrownBy(() -> cells.add(COLUMNS, Half.DISCOVER, 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 negative flips of 1 examples");
  }
}
