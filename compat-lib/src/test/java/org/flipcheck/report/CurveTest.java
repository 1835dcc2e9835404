package org.flipcheck.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.flipcheck.gate.Verdict;
import org.flipcheck.metrics.FlipCounts;
import org.flipcheck.select.Selection;
import org.flipcheck.select.SelectionRule;
import org.flipcheck.select.WeightPoint;
import org.flipcheck.select.WeightPoint.Kind;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class CurveTest {

  private static final FlipCounts UPDATE = FlipCounts.of(820, 30, 50, 60, 40);
  private static final WeightPoint MIXED =
      new WeightPoint(
          Kind.BCWI,
          0.3,
          Map.of("a\"*", 0.1),
          FlipCounts.of(830, 20, 45, 60, 45),
          FlipCounts.of(865, 5, 10, 120, 0));
  private static final WeightPoint PLAIN =
      WeightPoint.of(
          Kind.BCWI, 0.5, FlipCounts.of(835, 15, 30, 80, 40), FlipCounts.of(855, 15, 10, 120, 0));
  private static final Selection<WeightPoint> SELECTION =
      Selection.of(
          new SelectionRule(0.005, 0.8),
          List.of(WeightPoint.ofOld(UPDATE), PLAIN, MIXED, WeightPoint.ofNew(UPDATE)));

  @Test
  void everyModelIsALine() {
    assertThat(CurveCsv.render(SELECTION, Map.of(MIXED, Verdict.PASS)).lines())
        .containsExactly(
            "kind,old_weight,named_weights,n,right,accuracy,negative_flips,negative_flip_rate,accuracy_change,least_accuracy_change,admitted,verdict,chosen",
            "new,0.0,,1000,870,0.87,30,0.03,0.0,0.0,true,,false",
            "old,1.0,,1000,850,0.85,0,0.0,-0.02,%s,false,,false"
                .formatted(SELECTION.rule().leastAccuracyChange(WeightPoint.ofOld(UPDATE))),
            "BCWI,0.3,\"a\"\"*=0.1\",1000,875,0.875,20,0.02,0.005,%s,true,PASS,true"
                .formatted(SELECTION.rule().leastAccuracyChange(MIXED)),
            "BCWI,0.5,,1000,865,0.865,15,0.015,-0.005,%s,false,,false"
                .formatted(SELECTION.rule().leastAccuracyChange(PLAIN)));
  }

  @Test
  void theDrawingIsAnSvgDocument() throws Exception {
    String svg = CurveChart.render(SELECTION).orElseThrow();
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Element root =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(root.getTagName()).isEqualTo("svg");
    assertThat(root.getAttribute("width")).isEqualTo("760");
    // The purple mark of the chosen model, and the blue line that leads there.
    assertThat(svg).contains("rgb(204,121,167)").contains("rgb(0,114,178)");
  }
}
