package org.flipcheck.report;

import java.awt.Shape;
import java.util.Optional;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;

/**
 * Writes texts where XChart fills their outlines: a hundredth of the bytes, and text that can be
 * found, copied and read aloud.
 */
final class TextGraphics extends SVGGraphics2D {

  private final ChartTexts texts;

  TextGraphics(SVGGeneratorContext context, ChartTexts texts) {
    super(context, false);
    this.texts = texts;
  }

  @Override
  public void fill(Shape shape) {
    Optional<String> text = texts.of(shape, getFont(), getFontRenderContext());
    if (text.isPresent()) {
      drawString(text.get(), 0, 0);
    } else {
      super.fill(shape);
    }
  }
}
