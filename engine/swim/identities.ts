/**
 * Who members say they are, each said once for all tables that share it: name, address, meta and versions become two
 * small numbers. A world gives the nodes of one pool the same `Identities`; a live node has its own.
 *
 * What no table mentions any more is forgotten and its number given again.
 */
import type { Address } from "../base/address.ts";
import { assert } from "../base/assert.ts";
import { sameBytes } from "../base/bytes.ts";
import type { Versions } from "../wire/messages.ts";

/** What an alive message says of a member, but for its incarnation. */
export interface Identity {
  readonly name: string;
  readonly address: Address;
  readonly meta: Uint8Array;
  /** Undefined when it never told them. */
  readonly versions: Versions | undefined;
}

export class Identities {
  private readonly nameIds = new Map<string, number>();
  private readonly nameOf: string[] = [];
  private readonly nameUses: number[] = [];
  private readonly freeNames: number[] = [];
  /** Numbers of the identities of a name: rarely more than one or two. */
  private readonly variants: number[][] = [];
  /** From 1: 0 is nobody's number. */
  private readonly identities: (Identity | undefined)[] = [undefined];
  private readonly identityUses: number[] = [0];
  private readonly freeIdentities: number[] = [];

  /** Upper bound of the name numbers in use: what a table's columns must hold. */
  get nameIdEnd(): number {
    return this.nameOf.length;
  }

  /** The number of a name that some table knows, -1 if none does. */
  nameId(name: string): number {
    return this.nameIds.get(name) ?? -1;
  }

  name(nameId: number): string {
    return this.nameOf[nameId] ?? "";
  }

  identity(id: number): Identity {
    const identity = this.identities[id];
    assert(identity !== undefined, "a table's identity is interned");
    return identity;
  }

  /** Counts one more table that knows the name. */
  useName(name: string): number {
    const known = this.nameIds.get(name);
    const id = known ?? this.freeNames.pop() ?? this.nameOf.length;
    if (known === undefined) {
      this.nameIds.set(name, id);
      this.nameOf[id] = name;
      this.nameUses[id] = 0;
      this.variants[id] = [];
    }
    this.nameUses[id] = (this.nameUses[id] ?? 0) + 1;
    return id;
  }

  releaseName(nameId: number): void {
    const uses = (this.nameUses[nameId] ?? 0) - 1;
    this.nameUses[nameId] = uses;
    if (uses > 0) return;
    this.nameIds.delete(this.name(nameId));
    this.nameOf[nameId] = "";
    this.freeNames.push(nameId);
  }

  /** Counts one more row that holds this identity. */
  useIdentity(nameId: number, heard: Identity): number {
    const variants = this.variants[nameId] ?? [];
    let id = variants.find((variant) => isSame(this.identity(variant), heard));
    if (id === undefined) {
      id = this.freeIdentities.pop() ?? this.identities.length;
      // What was heard is a view of a packet, which need not be kept for it.
      const { name, address, meta, versions } = heard;
      this.identities[id] = { name, address, meta: meta.slice(), versions };
      this.identityUses[id] = 0;
      variants.push(id);
    }
    this.identityUses[id] = (this.identityUses[id] ?? 0) + 1;
    return id;
  }

  /** Counts one more row with an identity that some row holds. */
  shareIdentity(id: number): void {
    this.identityUses[id] = (this.identityUses[id] ?? 0) + 1;
  }

  releaseIdentity(nameId: number, id: number): void {
    const uses = (this.identityUses[id] ?? 0) - 1;
    this.identityUses[id] = uses;
    if (uses > 0) return;
    const variants = this.variants[nameId] ?? [];
    variants.splice(variants.indexOf(id), 1);
    this.identities[id] = undefined;
    this.freeIdentities.push(id);
  }
}

/** Whether two identities of one name say the same. */
function isSame(a: Identity, b: Identity): boolean {
  return (
    a.address.port === b.address.port &&
    a.address.ip === b.address.ip &&
    sameBytes(a.meta, b.meta) &&
    sameVersions(a.versions, b.versions)
  );
}

export function sameVersions(a: Versions | undefined, b: Versions | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && a.every((version, i) => version === b[i]);
}
