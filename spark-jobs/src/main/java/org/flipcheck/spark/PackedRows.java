package org.flipcheck.spark;

import java.util.Arrays;

/**
 * Rows in {@link NormalRow}'s sense as primitive columns. Text is a code of a dictionary, 0 where
 * there is none; a missing number is NaN, since numbers that are there are finite. Columns that no
 * row fills are null.
 */
final class PackedRows {

  private static final int FIRST_CAPACITY = 64;

  /** Values of {@link #grade}; 0 stands for a missing one. */
  static final byte WRONG = 1;

  static final byte RIGHT = 2;

  final boolean wholeNumberIds;
  int n;

  /** Ids that are one whole number. */
  long[] id;

  /** All other ids: row i ends before {@code idEnd[i]}, where row i+1 begins. */
  byte[] idBytes;

  int[] idEnd;

  int[] label = new int[0];
  int[] answer = new int[0];

  /** The joint values of all slice columns, as one code. */
  int[] slices = new int[0];

  int[] issue;

  /** The number of logits; 0 without them. */
  int[] logits;

  /** The answer of the second greatest logit. */
  int[] runnerUp;

  byte[] grade;
  double[] score;
  double[] margin;
  double[] labelProbability;
  double[] weight;

  /** The {@link GroupHash} of each example's group. */
  long[] group;

  byte[][] keep;

  PackedRows(boolean wholeNumberIds) {
    this.wholeNumberIds = wholeNumberIds;
    if (wholeNumberIds) {
      id = new long[0];
    } else {
      idBytes = new byte[0];
      idEnd = new int[0];
    }
  }

  int capacity() {
    return label.length;
  }

  int idStart(int row) {
    return row == 0 ? 0 : idEnd[row - 1];
  }

  int idLength(int row) {
    return idEnd[row] - idStart(row);
  }

  /** Bytes of all ids; 0 for whole numbers. */
  int idBytesUsed() {
    return n == 0 || wholeNumberIds ? 0 : idEnd[n - 1];
  }

  /** Makes room for rows; those that are there stay. */
  void reserve(int rows) {
    if (rows <= capacity()) {
      return;
    }
    int room = Math.max(rows, Math.max(FIRST_CAPACITY, capacity() + (capacity() >> 1)));
    if (wholeNumberIds) {
      id = Arrays.copyOf(id, room);
    } else {
      idEnd = Arrays.copyOf(idEnd, room);
    }
    label = Arrays.copyOf(label, room);
    answer = Arrays.copyOf(answer, room);
    slices = Arrays.copyOf(slices, room);
    issue = issue == null ? null : Arrays.copyOf(issue, room);
    logits = logits == null ? null : Arrays.copyOf(logits, room);
    runnerUp = runnerUp == null ? null : Arrays.copyOf(runnerUp, room);
    grade = grade == null ? null : Arrays.copyOf(grade, room);
    score = grown(score, room);
    margin = grown(margin, room);
    labelProbability = grown(labelProbability, room);
    weight = grown(weight, room);
    group = group == null ? null : Arrays.copyOf(group, room);
    keep = keep == null ? null : Arrays.copyOf(keep, room);
  }

  private static double[] grown(double[] column, int room) {
    if (column == null) {
      return null;
    }
    double[] grown = Arrays.copyOf(column, room);
    Arrays.fill(grown, column.length, room, Double.NaN);
    return grown;
  }

  void reserveIdBytes(int bytes) {
    if (bytes > idBytes.length) {
      idBytes = Arrays.copyOf(idBytes, Math.max(bytes, idBytes.length + (idBytes.length >> 1)));
    }
  }

  double[] scores() {
    score = score == null ? unknown() : score;
    return score;
  }

  double[] margins() {
    margin = margin == null ? unknown() : margin;
    return margin;
  }

  double[] labelProbabilities() {
    labelProbability = labelProbability == null ? unknown() : labelProbability;
    return labelProbability;
  }

  double[] weights() {
    weight = weight == null ? unknown() : weight;
    return weight;
  }

  long[] groups() {
    group = group == null ? new long[capacity()] : group;
    return group;
  }

  byte[] grades() {
    grade = grade == null ? new byte[capacity()] : grade;
    return grade;
  }

  int[] issues() {
    issue = issue == null ? new int[capacity()] : issue;
    return issue;
  }

  int[] logitsLengths() {
    logits = logits == null ? new int[capacity()] : logits;
    return logits;
  }

  int[] runnersUp() {
    runnerUp = runnerUp == null ? new int[capacity()] : runnerUp;
    return runnerUp;
  }

  byte[][] kept() {
    keep = keep == null ? new byte[capacity()][] : keep;
    return keep;
  }

  private double[] unknown() {
    double[] column = new double[capacity()];
    Arrays.fill(column, Double.NaN);
    return column;
  }

  /** Takes one row of another table of rows over. */
  void append(PackedRows from, int row) {
    reserve(n + 1);
    if (wholeNumberIds) {
      id[n] = from.id[row];
    } else {
      int length = from.idLength(row);
      int at = idBytesUsed();
      reserveIdBytes(at + length);
      System.arraycopy(from.idBytes, from.idStart(row), idBytes, at, length);
      idEnd[n] = at + length;
    }
    copyValues(from, row, n++);
  }

  private void copyValues(PackedRows from, int row, int to) {
    label[to] = from.label[row];
    answer[to] = from.answer[row];
    slices[to] = from.slices[row];
    if (from.issue != null || issue != null) {
      issues()[to] = from.issue == null ? 0 : from.issue[row];
    }
    if (from.logits != null || logits != null) {
      logitsLengths()[to] = from.logits == null ? 0 : from.logits[row];
    }
    if (from.runnerUp != null || runnerUp != null) {
      runnersUp()[to] = code(from.runnerUp, row);
    }
    if (from.grade != null || grade != null) {
      grades()[to] = from.grade == null ? 0 : from.grade[row];
    }
    if (from.score != null || score != null) {
      scores()[to] = number(from.score, row);
    }
    if (from.margin != null || margin != null) {
      margins()[to] = number(from.margin, row);
    }
    if (from.labelProbability != null || labelProbability != null) {
      labelProbabilities()[to] = number(from.labelProbability, row);
    }
    if (from.weight != null || weight != null) {
      weights()[to] = number(from.weight, row);
    }
    if (from.group != null || group != null) {
      groups()[to] = from.group == null ? 0 : from.group[row];
    }
    if (from.keep != null || keep != null) {
      kept()[to] = from.keep == null ? null : from.keep[row];
    }
  }

  static double number(double[] column, int row) {
    return column == null ? Double.NaN : column[row];
  }

  static int code(int[] column, int row) {
    return column == null ? 0 : column[row];
  }

  /** Moves a row down over one that is no longer wanted; ids that are text are moved too. */
  void move(int from, int to) {
    if (from == to) {
      return;
    }
    if (wholeNumberIds) {
      id[to] = id[from];
    } else {
      int length = idLength(from);
      int start = idStart(from);
      System.arraycopy(idBytes, start, idBytes, idStart(to), length);
      idEnd[to] = idStart(to) + length;
    }
    copyValues(this, from, to);
  }

  private Object[] columns() {
    return new Object[] {
      label,
      answer,
      slices,
      issue,
      logits,
      runnerUp,
      grade,
      score,
      margin,
      labelProbability,
      weight,
      group,
      keep
    };
  }

  /** Forgets the first rows; those behind them move to the front. */
  void dropFirst(int rows) {
    int left = n - rows;
    if (rows == 0 || left == 0) {
      n = left;
      return;
    }
    if (wholeNumberIds) {
      System.arraycopy(id, rows, id, 0, left);
    } else {
      int base = idEnd[rows - 1];
      System.arraycopy(idBytes, base, idBytes, 0, idEnd[n - 1] - base);
      for (int row = 0; row < left; row++) {
        idEnd[row] = idEnd[rows + row] - base;
      }
    }
    for (Object column : columns()) {
      if (column != null) {
        System.arraycopy(column, rows, column, 0, left);
      }
    }
    n = left;
  }

  /** Takes all rows of another table of rows over. */
  void appendAll(PackedRows from) {
    reserve(n + from.n);
    if (wholeNumberIds) {
      System.arraycopy(from.id, 0, id, n, from.n);
    } else {
      int base = idBytesUsed();
      reserveIdBytes(base + from.idBytesUsed());
      System.arraycopy(from.idBytes, 0, idBytes, base, from.idBytesUsed());
      for (int row = 0; row < from.n; row++) {
        idEnd[n + row] = base + from.idEnd[row];
      }
    }
    Object[] theirs = from.columns();
    Object[] mine = columnsFor(from);
    for (int i = 0; i < mine.length; i++) {
      if (theirs[i] != null) {
        System.arraycopy(theirs[i], 0, mine[i], n, from.n);
      } else if (mine[i] != null) {
        fillMissing(mine[i], n, n + from.n);
      }
    }
    n += from.n;
  }

  /** The own columns, with every one that another table of rows has. */
  private Object[] columnsFor(PackedRows from) {
    issue = from.issue == null ? issue : issues();
    logits = from.logits == null ? logits : logitsLengths();
    runnerUp = from.runnerUp == null ? runnerUp : runnersUp();
    grade = from.grade == null ? grade : grades();
    score = from.score == null ? score : scores();
    margin = from.margin == null ? margin : margins();
    labelProbability = from.labelProbability == null ? labelProbability : labelProbabilities();
    weight = from.weight == null ? weight : weights();
    group = from.group == null ? group : groups();
    keep = from.keep == null ? keep : kept();
    return columns();
  }

  private static void fillMissing(Object column, int from, int to) {
    if (column instanceof double[] numbers) {
      Arrays.fill(numbers, from, to, Double.NaN);
    } else if (column instanceof int[] codes) {
      Arrays.fill(codes, from, to, 0);
    } else if (column instanceof long[] groups) {
      Arrays.fill(groups, from, to, 0);
    } else if (column instanceof byte[] grades) {
      Arrays.fill(grades, from, to, (byte) 0);
    } else {
      Arrays.fill((Object[]) column, from, to, null);
    }
  }

  /** Forgets all rows, and keeps the room. */
  void clear() {
    n = 0;
    issue = null;
    logits = null;
    runnerUp = null;
    grade = null;
    score = null;
    margin = null;
    labelProbability = null;
    weight = null;
    group = null;
    keep = null;
  }

  /** Whether two rows agree in all but their ids. */
  boolean sameValues(int a, int b) {
    return label[a] == label[b]
        && answer[a] == answer[b]
        && slices[a] == slices[b]
        && code(issue, a) == code(issue, b)
        && code(logits, a) == code(logits, b)
        && code(runnerUp, a) == code(runnerUp, b)
        && (grade == null || grade[a] == grade[b])
        && sameNumber(score, a, b)
        && sameNumber(margin, a, b)
        && sameNumber(labelProbability, a, b)
        && sameNumber(weight, a, b)
        && (group == null || group[a] == group[b])
        && (keep == null || Arrays.equals(keep[a], keep[b]));
  }

  private static boolean sameNumber(double[] column, int a, int b) {
    return column == null || Double.compare(column[a], column[b]) == 0;
  }
}
