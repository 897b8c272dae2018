import { expect, it } from "vitest";
import { looksLikeAutoJoin, readAutoJoin } from "../../../../engine/lint/model/autoJoin.ts";

it("two strings that find the same machines have one selector, whatever their order and credentials", () => {
  const one = readAutoJoin("provider=aws tag_key=role tag_value=consul access_key_id=a secret_access_key=b");
  const other = readAutoJoin('tag_value="consul" secret_access_key=c tag_key=role provider=aws');
  expect(one.selector).toBe("provider=aws tag_key=role tag_value=consul");
  expect(other.selector).toBe(one.selector);
});

it("keeps blanks, commas and escaped quotes of quoted values", () => {
  const { values } = readAutoJoin('provider=k8s label_selector="app=consul, dc=\\"a b\\"" namespace=x');
  expect(values.get("label_selector")).toBe('app=consul, dc="a b"');
  expect(values.get("namespace")).toBe("x");
});

it("reads the plus signs of Consul 0.9 as blanks", () => {
  expect(readAutoJoin("provider=gce+tag_value=consul").values.get("tag_value")).toBe("consul");
});

it("notes what is given twice, and what a template hides", () => {
  const twice = readAutoJoin("provider=aws provider=gce tag_value=${tag}");
  expect(twice.repeated).toEqual(["provider"]);
  expect(twice.hasPlaceholder).toBe(true);
});

it("an address is no auto-join string", () => {
  expect(["10.0.0.1", "provider.example.net"].some(looksLikeAutoJoin)).toBe(false);
  expect(looksLikeAutoJoin("tag_value=a provider=gce")).toBe(true);
});
