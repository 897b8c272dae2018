import { describe, expect, it } from "vitest";
import {
  hasPlaceholder,
  isPlaceholderAddress,
  isPlaceholderName,
  isSockaddrTemplate,
} from "../../../../engine/lint/model/placeholder.ts";

describe("a value that is filled in later", () => {
  it.each([
    "${datacenter}",
    "%{ if x }",
    "{{ consul_datacenter }}",
    "<%= @seed %>",
    "{% for h in hosts %}",
    "$RETRY_JOINS",
    "$(POD_IP)",
    "$1",
    "__SEED__",
    "@SEED@",
    "@@SEED@@",
    "<node name>",
    "_encrypt_",
    "%NODE%",
    "((key))",
    "10.0.0.1:${port}",
  ])("%s", (text) => {
    expect(hasPlaceholder(text)).toBe(true);
  });
});

describe("a value that is meant as it stands", () => {
  it.each([
    "dc1",
    "us_east_1",
    "10.0.0.1:8301",
    "{{ GetPrivateIP }}",
    '{{ GetInterfaceIP "eth0" }}',
    "qDOPBEr+/oUVeOFQOnVypxwDaHzLrD+lvjo5vCEBbZ0=",
    "provider=aws tag_key=a tag_value=b",
  ])("%s", (text) => {
    expect(hasPlaceholder(text)).toBe(false);
  });
});

it.each(["IP_ADDRESS", "ADDR", "SEED-1", "SERVER:8301", "x.x.x.x", "10.0.x.x", "your-server", "changeme"])(
  "where an address is expected, %s is a word to be replaced",
  (text) => {
    expect(isPlaceholderAddress(text)).toBe(true);
  },
);

it.each(["10.0.0.1", "10.0.0.1:8301", "seed", "Seed-1", "xen.example.net"])(
  "where an address is expected, %s is one",
  (text) => {
    expect(isPlaceholderAddress(text)).toBe(false);
  },
);

it("where a name is expected, capitals alone are a name, but DATACENTER is none", () => {
  expect(["OSL", "DC1", "US_EAST"].map(isPlaceholderName)).toEqual([false, false, false]);
  expect(["DATACENTER", "NODE_NAME", "REGION"].map(isPlaceholderName)).toEqual([true, true, true]);
});

it("a template of go-sockaddr is known by its first word", () => {
  expect(isSockaddrTemplate("{{ GetPublicIP }}")).toBe(true);
  expect(isSockaddrTemplate("{{ ansible_host }}")).toBe(false);
});
