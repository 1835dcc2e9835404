package org.flipcheck.spark;

import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;

/**
 * Reads a column of numbers, or of texts that are numbers.
 *
 * @param type the column's type
 * @param role score or weight, for messages
 */
record NumberReader(DataType type, String role) {

  /**
   * Reads a number; where there is none, what stands in the column stays.
   *
   * @return whether it is a finite number or missing
   */
  boolean read(SpecializedGetters source, int position, double[] into, int at) {
    if (source.isNullAt(position)) {
      return true;
    }
    double value;
    if (type instanceof DoubleType) {
      value = source.getDouble(position);
    } else if (type instanceof FloatType) {
      value = source.getFloat(position);
    } else {
      Object external = CatalystTypeConverters.convertToScala(source.get(position, type), type);
      Double number = Values.number(external, role, new Normaliser.Issues());
      value = number == null ? Double.NaN : number;
    }
    into[at] = value + 0.0;
    return Double.isFinite(value);
  }
}
