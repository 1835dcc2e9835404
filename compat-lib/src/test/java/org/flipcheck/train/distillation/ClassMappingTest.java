package org.flipcheck.train.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassMappingTest {

  @Test
  void addedRemovedReorderedAndRenamed() {
    ClassMapping mapping =
        ClassMapping.of(
            List.of("cat", "dog", "fax", "cab"),
            List.of("tram", "taxi", "dog", "cat", "bus"),
            Map.of("cab", "taxi"));

    assertThat(mapping.added()).containsExactly("tram", "bus");
    assertThat(mapping.removed()).containsExactly("fax");
    assertThat(mapping.newColumns()).containsExactly(3, 2, -1, 1);
    assertThat(mapping.sharedOldColumns()).containsExactly(0, 1, 3);
    assertThat(mapping.sharedNewColumns()).containsExactly(3, 2, 1);
    assertThat(mapping.addedColumns()).containsExactly(0, 4);
  }

  /** Losses ask for them at every step of the training. */
  @Test
  void columnsAreWorkedOutOnce() {
    ClassMapping mapping = ClassMapping.of(List.of("cat", "fax"), List.of("bus", "cat"));

    assertThat(mapping.newColumns()).isSameAs(mapping.newColumns());
    assertThat(mapping.sharedOldColumns()).isSameAs(mapping.sharedOldColumns());
    assertThat(mapping.sharedNewColumns()).isSameAs(mapping.sharedNewColumns());
    assertThat(mapping.addedColumns()).isSameAs(mapping.addedColumns());
  }

  @Test
  void aNameThatPassesToAnotherClassIsNotMistaken() {
    ClassMapping mapping =
        ClassMapping.of(List.of("a", "b"), List.of("a", "b"), Map.of("a", "b", "b", "a"));

    assertThat(mapping.newColumns()).containsExactly(1, 0);
  }

  @Test
  void tellsAllProblemsOfTheNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ClassMapping.of(
                    List.of("cat", "cat", "dog"),
                    List.of("cat", "bus", "bus"),
                    Map.of("cow", "bus", "dog", "wolf")))
        .withMessage(
            """
            the old classes have 'cat' more than once; each has one logit
            the new classes have 'bus' more than once; each has one logit
            'cow' was renamed to 'bus', but the old classes are [cat, cat, dog]
            'dog' was renamed to 'wolf', but the new classes are [cat, bus, bus]""");
  }

  @Test
  void refusesTwoOldClassesForOneNewOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ClassMapping.of(
                    List.of("cat", "kitten"), List.of("cat", "dog"), Map.of("kitten", "cat")))
        .withMessage(
            "several old classes become the new class 'cat': [cat, kitten]; a new logit has one old logit at most, rename one of them");
  }

  @Test
  void refusesClassesWithNothingInCommon() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassMapping.of(List.of("cat"), List.of("Cat")))
        .withMessage(
            "the old classes [cat] and the new classes [Cat] have no name in common; are they written alike?");
  }
}
