import { expect, it } from "vitest";
import { pageHtml } from "../../../extension/dashboard/html.ts";

const html = pageHtml({
  cspSource: "https://webview.example",
  scriptUri: "https://webview.example/main.js",
  styleUri: "https://webview.example/main.css",
  nonce: "N0nce",
  title: 'dc1 <b>"LAN"</b>',
});

it("allows nothing but its own style and the script with the nonce", () => {
  expect(html).toContain("default-src 'none'");
  expect(html).toContain("script-src 'nonce-N0nce'");
  expect(html).not.toMatch(/unsafe-inline|unsafe-eval|\*;/);
  expect(html).not.toMatch(/ style=/);
});

it("gives the toolkit its nonce before the bundle loads", () => {
  expect(html.indexOf('property="csp-nonce" content="N0nce"')).toBeGreaterThan(0);
  expect(html.indexOf("csp-nonce")).toBeLessThan(html.indexOf("main.js"));
});

it("escapes a pool's name", () => {
  expect(html).toContain("<title>dc1 &lt;b>&quot;LAN&quot;&lt;/b></title>");
});
