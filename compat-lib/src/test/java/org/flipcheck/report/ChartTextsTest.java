package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.Ellipse2D;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChartTextsTest {

  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  /** Far within planes for private use: no font has letters there. */
  private static final String UNKNOWN = Character.toString(0x10f0f0);

  private static final String ALSO_UNKNOWN = Character.toString(0x10f0f1);

  private final ChartTexts texts = new ChartTexts();

  private static Shape outlines(String text) {
    return new TextLayout(text, FONT, CONTEXT).getOutline(null);
  }

  private Optional<String> found(String text) {
    return texts.of(outlines(text), FONT, CONTEXT);
  }

  @Test
  void whatWasRememberedIsFound() {
    texts.add("tops");
    texts.add("pots");

    assertThat(found("tops")).hasValue("tops");
    assertThat(found("stop")).isEmpty();
    assertThat(texts.of(new Ellipse2D.Double(0, 0, 1, 1), FONT, CONTEXT)).isEmpty();
  }

  @Test
  void invisibleTailsAreCutOff() {
    texts.add(ChartTexts.NOTHING);
    String once = texts.add("tops" + ChartTexts.NOTHING);
    texts.add("tops" + ChartTexts.NOTHING.repeat(2));

    assertThat(found(once)).hasValue("tops");
    assertThat(found(ChartTexts.NOTHING)).isEmpty();
  }

  /** One slice must never bear another one's name. */
  @Test
  void lettersThatAFontLacksAreNotTakenForEachOther() {
    texts.add(UNKNOWN);
    assertThat(found(UNKNOWN)).hasValue(UNKNOWN);

    texts.add(ALSO_UNKNOWN);
    assertThat(found(UNKNOWN)).isEmpty();
  }
}
