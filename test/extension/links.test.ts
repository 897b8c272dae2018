/** A link opens what is there or asks; it never attaches by itself. */
import { describe, expect, it } from "vitest";
import { followLink, readLink, type LinkGround } from "../../extension/links.ts";

interface Deeds {
  readonly done: string[];
  readonly ground: LinkGround;
}

function ground(isYes: boolean): Deeds {
  const done: string[] = [];
  return {
    done,
    ground: {
      pools: [
        { id: "1", name: "dc1 LAN", isAttached: true },
        { id: "2", name: "dc2 LAN", isAttached: false },
      ],
      showPool: (id) => void done.push(`show ${id}`),
      mayObserve: (name) => {
        done.push(`ask ${name}`);
        return Promise.resolve(isYes);
      },
      observe: (id) => Promise.resolve(void done.push(`observe ${id}`)),
      mayOpen: (file) => {
        done.push(`ask ${file}`);
        return Promise.resolve(isYes);
      },
      openFile: (file) => Promise.resolve(void done.push(`open ${file}`)),
    },
  };
}

async function follow(path: string, query: string, isYes: boolean): Promise<string[]> {
  const link = readLink(path, query);
  if (!link.ok) return [link.error];
  const deeds = ground(isYes);
  await followLink(link.value, deeds.ground);
  return deeds.done;
}

describe("a link to a pool", () => {
  it("shows one that is attached", async () => {
    expect(await follow("/pool", "name=dc1%20LAN", false)).toEqual(["show 1"]);
  });

  it("asks before it observes one that is not, and does nothing without a yes", async () => {
    expect(await follow("/pool", "name=dc2+LAN", false)).toEqual(["ask dc2 LAN"]);
    expect(await follow("/pool", "name=dc2+LAN", true)).toEqual(["ask dc2 LAN", "observe 2"]);
  });

  it("knows no pool that nobody has observed here", async () => {
    await expect(follow("/pool", "name=10.1.0.4:8301", true)).rejects.toThrow("observe it first");
  });
});

describe("a link to a recording", () => {
  it("asks before it opens the file", async () => {
    expect(await follow("/open", "recording=seen/dc1.lkrec", false)).toEqual(["ask seen/dc1.lkrec"]);
    expect(await follow("/open", "recording=%2Ftmp%2Fdc1.lkrec", true)).toEqual([
      "ask /tmp/dc1.lkrec",
      "open /tmp/dc1.lkrec",
    ]);
  });

  it.each([
    "recording=/etc/passwd",
    "recording=https://example.net/x.lkrec",
    "recording=//host/share/x.lkrec",
    "recording=%5C%5Chost%5Cx.lkrec",
    "recording=a%0Ab.lkrec",
    "",
  ])("takes %s for none", async (query) => {
    expect(await follow("/open", query, true)).toEqual([expect.stringContaining("no recording")]);
  });
});

it("says which links there are", () => {
  const other = readLink("/join", "name=dc1");
  expect(other.ok ? "" : other.error).toContain("/pool?name=NAME");
});
