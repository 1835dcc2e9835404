package org.flipcheck.report;

import java.util.List;

/** Names that break what is careless with them. No two are equal. */
final class HostileNames {

  private HostileNames() {}

  static List<String> all() {
    return List.of(
        "",
        " ",
        "a\nb",
        "a\\nb",
        "a\r\n\tb",
        "a\"b",
        "a\\",
        "a\\\"",
        "{x=\"y\"}",
        "\u0000\u0001\u001f\u007f\u0085\u009f",
        "\u2028\u2029\u202e\u200b\ufeff",
        "\ud800",
        "\udc00\ud800",
        "\uffff\ufffe",
        "\ud83f\udfff",
        "\ud83d\ude00",
        "]]>",
        "<!-- x -->",
        "&amp;&#0;&#x110000;",
        "a | b",
        "`a` ``b``",
        "@someone @org/team a@b.example",
        "#12 GH-12 org/repo#12",
        "https://x.example www.x.example ftp://x.example",
        "</details></table><script>alert(1)</script>",
        "<!-- flipcheck-pr-comment -->",
        "$x$ ~y~ *z* _w_ __v__ [u](t) ![s](r)",
        "x".repeat(100_000),
        "x".repeat(99_999) + "y",
        "\ud83d\ude00".repeat(5_000));
  }
}
