package org.flipcheck.spark;

/** Hands the rows of a chunk out to many receivers, in their order. */
final class RowScatter {

  /** The receiver of a row that nobody gets. */
  static final int NOBODY = -1;

  private int[] receivers = new int[0];
  private int[] places = new int[0];

  /**
   * For each row its receiver, or {@link #NOBODY}; for the caller to fill.
   *
   * @param rows how many rows the next chunk has
   */
  int[] receivers(int rows) {
    if (receivers.length < rows) {
      receivers = new int[rows];
      places = new int[rows];
    }
    return receivers;
  }

  /** Appends every row of a chunk to the rows of its receiver. */
  void scatter(PackedRows from, PackedRows[] into) {
    for (int row = 0; row < from.n; row++) {
      if (receivers[row] != NOBODY) {
        places[row] = into[receivers[row]].n++;
      }
    }
    for (PackedRows rows : into) {
      rows.reserve(rows.n);
    }
    scatterIds(from, into);
    scatterCodes(from, into);
    if (from.score != null
        || from.margin != null
        || from.labelProbability != null
        || from.weight != null) {
      scatterNumbers(from, into);
    }
    if (from.grade != null
        || from.logits != null
        || from.runnerUp != null
        || from.issue != null
        || from.group != null
        || from.keep != null) {
      scatterOthers(from, into);
    }
  }

  private void scatterIds(PackedRows from, PackedRows[] into) {
    for (int row = 0; row < from.n; row++) {
      if (receivers[row] == NOBODY) {
        continue;
      }
      PackedRows to = into[receivers[row]];
      int place = places[row];
      if (from.wholeNumberIds) {
        to.id[place] = from.id[row];
      } else {
        int length = from.idLength(row);
        int start = to.idStart(place);
        to.reserveIdBytes(start + length);
        System.arraycopy(from.idBytes, from.idStart(row), to.idBytes, start, length);
        to.idEnd[place] = start + length;
      }
    }
  }

  private void scatterCodes(PackedRows from, PackedRows[] into) {
    for (int row = 0; row < from.n; row++) {
      if (receivers[row] != NOBODY) {
        PackedRows to = into[receivers[row]];
        int place = places[row];
        to.label[place] = from.label[row];
        to.answer[place] = from.answer[row];
        to.slices[place] = from.slices[row];
      }
    }
  }

  private void scatterNumbers(PackedRows from, PackedRows[] into) {
    for (int row = 0; row < from.n; row++) {
      if (receivers[row] == NOBODY) {
        continue;
      }
      PackedRows to = into[receivers[row]];
      if (from.score != null) {
        to.scores()[places[row]] = from.score[row];
      }
      if (from.margin != null) {
        to.margins()[places[row]] = from.margin[row];
      }
      if (from.labelProbability != null) {
        to.labelProbabilities()[places[row]] = from.labelProbability[row];
      }
      if (from.weight != null) {
        to.weights()[places[row]] = from.weight[row];
      }
    }
  }

  private void scatterOthers(PackedRows from, PackedRows[] into) {
    for (int row = 0; row < from.n; row++) {
      if (receivers[row] == NOBODY) {
        continue;
      }
      PackedRows to = into[receivers[row]];
      if (from.grade != null) {
        to.grades()[places[row]] = from.grade[row];
      }
      if (from.logits != null) {
        to.logitsLengths()[places[row]] = from.logits[row];
      }
      if (from.runnerUp != null) {
        to.runnersUp()[places[row]] = from.runnerUp[row];
      }
      if (from.issue != null) {
        to.issues()[places[row]] = from.issue[row];
      }
      if (from.group != null) {
        to.groups()[places[row]] = from.group[row];
      }
      if (from.keep != null) {
        to.kept()[places[row]] = from.keep[row];
      }
    }
  }
}
