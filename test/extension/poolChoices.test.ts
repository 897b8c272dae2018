import { expect, it } from "vitest";
import { guessPool, poolName } from "../../extension/poolChoices.ts";

it.each([
  [8301, "Consul LAN"],
  [8302, "Consul WAN"],
  [4648, "Nomad servers"],
  [7946, "Serf"],
  [17_946, "Serf"],
])("takes port %i for %s", (port, label) => {
  expect(guessPool(port).label).toBe(label);
});

it("names a pool after its address before anything answered", () => {
  expect(poolName(guessPool(8301), undefined, { host: "10.1.0.1", port: 8301 })).toBe("10.1.0.1:8301 LAN");
});
