/** Gossip keys that public documentation prints. They protect nobody, so they may stand here. */
export const PUBLISHED_KEYS: ReadonlySet<string> = new Set([
  "cg8StVXbQJ0gPvMd9o7yrg==",
  "pUqJrVyVRj5jsiYEkM/tFQYfWyJIv4s3XkvDwy7Cu5s=",
  "p1c6tzMpKFBA5TcHaCzJWMxxU4dTreuxBGhRE/iocA8=",
  "aPuGh+5UDskRAbkLaXRzFoSOcSM+5vAK+NEYOWHJH7w=",
  "Luj2FZWwlt8475wD1WtwUQ==",
  "X4SYOinf2pTAcAHRhpj7dA==",
]);
