import { expect, it } from "vitest";
import { parseApiUrl } from "../../../engine/consul/apiUrl.ts";

it.each([
  ["10.1.0.4", "http://10.1.0.4:8500", "10.1.0.4", 8500],
  ["consul.example:80", "http://consul.example:80", "consul.example", 80],
  ["https://consul.example", "https://consul.example:8501", "consul.example", 8501],
  ["HTTPS://consul.example/edge/", "https://consul.example:8501/edge", "consul.example", 8501],
  ["http://[fd00::1]:8500", "http://[fd00::1]:8500", "fd00::1", 8500],
])("reads %s", (text, url, host, port) => {
  expect(parseApiUrl(text)).toEqual({ ok: true, value: { url, host, port } });
});

it("takes https where the environment says so", () => {
  expect(parseApiUrl("10.1.0.4", true)).toMatchObject({ value: { url: "https://10.1.0.4:8501" } });
});

it.each(["", "ftp://x", "unix:///run/consul.sock", "http://a:b@host", "http://host:99999", "a b", "http://"])(
  "refuses %j with a sentence",
  (text) => {
    const url = parseApiUrl(text);
    expect(url.ok).toBe(false);
    if (!url.ok) expect(url.error.length).toBeGreaterThan(10);
  },
);
