package org.flipcheck.train.data;

/** How the rows of tables become inputs. Used for the data of one update. */
interface RowInputs {

  /** Looks at the training data, before anything else does; takes it where nothing is learnt. */
  default Features learning() {
    return features();
  }

  /** What can be checked of other data where the training data was not sound. */
  default Features checking() {
    return features();
  }

  /** What the training data, which was sound, says of the inputs. */
  InputDescription learnt();

  /** Takes the features of one table, after {@link #learnt}. */
  InputFeatures features();
}
