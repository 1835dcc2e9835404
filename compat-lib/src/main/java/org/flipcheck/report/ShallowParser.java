package org.flipcheck.report;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.parser.Parser;

/** A parser that refuses deep nesting, before whoever builds the tree runs out of stack. */
final class ShallowParser implements Parser {

  /** Policies and configurations nest to a depth of five. */
  static final int MAX_DEPTH = 50;

  private final Parser parser;
  private int depth;

  ShallowParser(Parser parser) {
    this.parser = parser;
  }

  @Override
  public Event next() {
    Event event = parser.next();
    switch (event.getEventId()) {
      case MappingStart, SequenceStart -> depth++;
      case MappingEnd, SequenceEnd -> depth--;
      default -> {}
    }
    if (depth > MAX_DEPTH) {
      throw new ParserException(
          "values nested more than %d deep".formatted(MAX_DEPTH), event.getStartMark());
    }
    return event;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }
}
