package org.flipcheck.train;

/**
 * One text of a table.
 *
 * @param id names it; unique in its table
 * @param text what is to be classified
 * @param label the name of its true class
 */
public record LabelledText(String id, String text, String label) {}
