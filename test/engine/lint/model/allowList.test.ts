import fc from "fast-check";
import { expect, it } from "vitest";
import { cidrContains, networkBase } from "../../../../engine/base/address.ts";
import { allowListOf, allows } from "../../../../engine/lint/model/allowList.ts";
import { FleetSession } from "../../../../engine/lint/session.ts";

function listOf(value: string) {
  const session = new FleetSession({ rules: [] });
  session.open("agent.hcl", `datacenter = "a"\nserf_lan_allowed_cidrs = ${value}\n`);
  session.update();
  const [agent] = session.fleet.agents;
  return agent === undefined ? undefined : allowListOf(agent, "serf_lan_allowed_cidrs");
}

const ipv4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join("."));
const ipv6 = fc
  .array(fc.nat(0xffff), { minLength: 8, maxLength: 8 })
  .map((groups) => networkBase(groups.map((group) => group.toString(16)).join(":"), 128));

it("lets in what a range of the address library holds", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.tuple(ipv4, ipv4, fc.nat(32)),
        fc.tuple(ipv6, ipv6, fc.nat(128)),
        fc.tuple(ipv4, ipv6, fc.nat(32)),
      ),
      ([base, ip, prefixBits]) => {
        const list = listOf(`["${base}/${prefixBits}"]`);
        const expected = cidrContains({ base: networkBase(base, prefixBits), prefixBits }, ip);
        expect(list && allows(list, ip)).toBe(expected);
      },
    ),
    { numRuns: 300 },
  );
});

it.each([
  ['["10.0.0.0/8", "fd00::/8"]', [undefined, undefined], true],
  ['["10.0.0.1"]', ["has no prefix length; Consul refuses a bare address"], true],
  ['["10.0.0.0/33", "host/8"]', ["is no address range", "is no address range"], true],
  ['["10.0.0.0/8", "${cidr}"]', [undefined], false],
  ['["LAN_CIDR"]', [], false],
  ["[]", [], true],
])("reads %s", (value, problems, isComplete) => {
  const list = listOf(value);
  expect(list?.entries.map(({ problem }) => problem)).toEqual(problems);
  expect(list?.isComplete).toBe(isComplete);
});

it("an agent without the setting has no list, which lets everybody in", () => {
  const session = new FleetSession({ rules: [] });
  session.open("agent.hcl", 'datacenter = "a"\nretry_join = ["10.0.0.1"]\n');
  session.update();
  expect(session.fleet.agents.map((agent) => allowListOf(agent, "serf_lan_allowed_cidrs"))).toEqual([
    undefined,
  ]);
});
