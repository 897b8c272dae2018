/** What a person says about the fleet as a whole; read from lanekeeper.yaml by the caller. */
export interface FleetSettings {
  /** Datacenters that are federated although no file shows it, one group an item. */
  readonly federations: readonly (readonly string[])[];
  /** DNS names that mean another host in each datacenter, on purpose. */
  readonly splitHorizonNames: readonly string[];
  /** Whether `remote.keyring` is provisioned by hand, so that LAN keys of federated datacenters may differ. */
  readonly separateWanKeyring: boolean;
  /** What DNS answered, by name; only where somebody asked it to. An empty list: the name has no address. */
  readonly resolved?: ReadonlyMap<string, readonly string[]>;
}

export const NO_SETTINGS: FleetSettings = {
  federations: [],
  splitHorizonNames: [],
  separateWanKeyring: false,
};
