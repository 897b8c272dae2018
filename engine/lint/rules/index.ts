/** All rules, by code. */
import type { Rule } from "../rule.ts";
import { allowedCidrsAdmitForeign } from "./allowed-cidrs-admit-foreign.ts";
import { allowedCidrsExcludeOwnPool } from "./allowed-cidrs-exclude-own-pool.ts";
import { autoJoinSelectorShared } from "./auto-join-selector-shared.ts";
import { autoJoinUnfiltered } from "./auto-join-unfiltered.ts";
import { autoJoinWanSelectorInLan } from "./auto-join-wan-selector-in-lan.ts";
import { autoJoinWithoutDatacenter } from "./auto-join-without-datacenter.ts";
import { bootstrapExpectMismatch } from "./bootstrap-expect-mismatch.ts";
import { dataDirShared } from "./data-dir-shared.ts";
import { datacenterNameForm } from "./datacenter-name-form.ts";
import { datacenterNameReused } from "./datacenter-name-reused.ts";
import { datacenterNameVariant } from "./datacenter-name-variant.ts";
import { duplicateNodeIdentity } from "./duplicate-node-identity.ts";
import { encryptionInconsistentInDatacenter } from "./encryption-inconsistent-in-datacenter.ts";
import { encryptionKeyDiffersInFederation } from "./encryption-key-differs-in-federation.ts";
import { encryptionKeySharedByUnrelatedClusters } from "./encryption-key-shared-by-unrelated-clusters.ts";
import { gossipAddressReused } from "./gossip-address-reused.ts";
import { gossipAdvertiseUnreachable } from "./gossip-advertise-unreachable.ts";
import { gossipEncryptionMissing } from "./gossip-encryption-missing.ts";
import { gossipKeyFromDocumentation } from "./gossip-key-from-documentation.ts";
import { gossipKeyInvalid } from "./gossip-key-invalid.ts";
import { gossipVerificationOff } from "./gossip-verification-off.ts";
import { implicitDatacenterJoin } from "./implicit-datacenter-join.ts";
import { joinAddressMalformed } from "./join-address-malformed.ts";
import { joinNonGossipPort } from "./join-non-gossip-port.ts";
import { joinNameUnresolved } from "./join-name-unresolved.ts";
import { lanGossipOnPublicAddress } from "./lan-gossip-on-public-address.ts";
import { lanJoinOtherDatacenter } from "./lan-join-other-datacenter.ts";
import { lanJoinSharedSeed } from "./lan-join-shared-seed.ts";
import { lanJoinWanPort } from "./lan-join-wan-port.ts";
import { memberlistJoinOtherSystem } from "./memberlist-join-other-system.ts";
import { memberlistLabelMissing } from "./memberlist-label-missing.ts";
import { memberlistLabelShared } from "./memberlist-label-shared.ts";
import { memberlistLabelVerificationOff } from "./memberlist-label-verification-off.ts";
import { nodeNameWithDot } from "./node-name-with-dot.ts";
import { memberlistServiceSelectsOtherSystem } from "./memberlist-service-selects-other-system.ts";
import { nomadClientOtherRegion } from "./nomad-client-other-region.ts";
import { nomadConsulAutoJoinShared } from "./nomad-consul-auto-join-shared.ts";
import { nomadRegionNameCollision } from "./nomad-region-name-collision.ts";
import { primaryDatacenterMismatch } from "./primary-datacenter-mismatch.ts";
import { rejoinAfterLeave } from "./rejoin-after-leave.ts";
import { segmentJoinMismatch } from "./segment-join-mismatch.ts";
import { serfDiscoverShared } from "./serf-discover-shared.ts";
import { serfJoinForeignProduct } from "./serf-join-foreign-product.ts";
import { serfPortsConflict } from "./serf-ports-conflict.ts";
import { serfSnapshotReused } from "./serf-snapshot-reused.ts";
import { severalSelfBootstrappingServers } from "./several-self-bootstrapping-servers.ts";
import { staleMembersKept } from "./stale-members-kept.ts";
import { wanJoinIneffective } from "./wan-join-ineffective.ts";
import { wanJoinLanPort } from "./wan-join-lan-port.ts";
import { wanJoinNonServer } from "./wan-join-non-server.ts";
import { wanJoinOwnDatacenterOnly } from "./wan-join-own-datacenter-only.ts";

export const RULES: readonly Rule[] = [
  lanJoinOtherDatacenter,
  lanJoinSharedSeed,
  implicitDatacenterJoin,
  datacenterNameReused,
  lanJoinWanPort,
  wanJoinLanPort,
  wanJoinIneffective,
  wanJoinNonServer,
  serfPortsConflict,
  wanJoinOwnDatacenterOnly,
  joinNonGossipPort,
  joinAddressMalformed,
  joinNameUnresolved,
  datacenterNameForm,
  datacenterNameVariant,
  duplicateNodeIdentity,
  nodeNameWithDot,
  bootstrapExpectMismatch,
  severalSelfBootstrappingServers,
  primaryDatacenterMismatch,
  gossipEncryptionMissing,
  encryptionInconsistentInDatacenter,
  encryptionKeySharedByUnrelatedClusters,
  encryptionKeyDiffersInFederation,
  gossipVerificationOff,
  gossipKeyInvalid,
  gossipKeyFromDocumentation,
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
  memberlistServiceSelectsOtherSystem,
];
