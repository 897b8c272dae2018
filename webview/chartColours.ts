/** What all charts have of the theme: its font, and the colours of axes. */
import type { Chart } from "chart.js";

/** Gives the style that it read, and the colour of what has none of its own. */
export function colourAxes(chart: Chart<"line">): {
  readonly style: CSSStyleDeclaration;
  readonly foreground: string;
} {
  const style = getComputedStyle(document.body);
  const foreground = style.getPropertyValue("--vscode-descriptionForeground").trim() || style.color;
  const grid = style.getPropertyValue("--vscode-widget-border").trim() || foreground;
  chart.options.font = { family: style.fontFamily };
  for (const axis of Object.values(chart.options.scales ?? {})) {
    Object.assign(axis?.ticks ?? {}, { color: foreground });
    Object.assign(axis ?? {}, { grid: { color: grid }, border: { color: grid } });
  }
  return { style, foreground };
}
