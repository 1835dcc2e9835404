package org.flipcheck.train.data;

import org.flipcheck.train.LabelledExamples;

/** Features that become examples. */
interface InputFeatures extends Features {

  /**
   * The rows that were taken.
   *
   * @param split the same rows
   * @param classes that have all their labels
   */
  LabelledExamples examples(TableSplit split, ClassNames classes);
}
