/** All rules, by code. */
import type { Rule } from "../rule.ts";
import { allowedCidrsAdmitForeign } from "./allowed-cidrs-admit-foreign.ts";
import { allowedCidrsExcludeOwnPool } from "./allowed-cidrs-exclude-own-pool.ts";
import { autoJoinSelectorShared } from "./auto-join-selector-shared.ts";
import { autoJoinUnfiltered } from "./auto-join-unfiltered.ts";
import { autoJoinWanSelectorInLan } from "./auto-join-wan-selector-in-lan.ts";
import { autoJoinWithoutDatacenter } from "./auto-join-without-datacenter.ts";
import { dataDirShared } from "./data-dir-shared.ts";
import { gossipAddressReused } from "./gossip-address-reused.ts";
import { gossipAdvertiseUnreachable } from "./gossip-advertise-unreachable.ts";
import { lanGossipOnPublicAddress } from "./lan-gossip-on-public-address.ts";
import { memberlistJoinOtherSystem } from "./memberlist-join-other-system.ts";
import { memberlistLabelMissing } from "./memberlist-label-missing.ts";
import { memberlistLabelShared } from "./memberlist-label-shared.ts";
import { memberlistLabelVerificationOff } from "./memberlist-label-verification-off.ts";
import { nomadClientOtherRegion } from "./nomad-client-other-region.ts";
import { nomadConsulAutoJoinShared } from "./nomad-consul-auto-join-shared.ts";
import { nomadRegionNameCollision } from "./nomad-region-name-collision.ts";
import { rejoinAfterLeave } from "./rejoin-after-leave.ts";
import { segmentJoinMismatch } from "./segment-join-mismatch.ts";
import { serfDiscoverShared } from "./serf-discover-shared.ts";
import { serfJoinForeignProduct } from "./serf-join-foreign-product.ts";
import { serfSnapshotReused } from "./serf-snapshot-reused.ts";
import { staleMembersKept } from "./stale-members-kept.ts";

export const RULES: readonly Rule[] = [
  autoJoinUnfiltered,
  autoJoinWithoutDatacenter,
  autoJoinSelectorShared,
  autoJoinWanSelectorInLan,
  allowedCidrsExcludeOwnPool,
  allowedCidrsAdmitForeign,
  gossipAddressReused,
  gossipAdvertiseUnreachable,
  lanGossipOnPublicAddress,
  segmentJoinMismatch,
  dataDirShared,
  rejoinAfterLeave,
  staleMembersKept,
  serfDiscoverShared,
  serfSnapshotReused,
  serfJoinForeignProduct,
  nomadClientOtherRegion,
  nomadRegionNameCollision,
  nomadConsulAutoJoinShared,
  memberlistLabelMissing,
  memberlistLabelShared,
  memberlistLabelVerificationOff,
  memberlistJoinOtherSystem,
];
