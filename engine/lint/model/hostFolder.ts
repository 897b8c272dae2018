/** Machines by the folders of the workspace: `hosts/ams-1/etc/consul.d` is on the machine ams-1. */

const PARENTS = new Set(["hosts", "host_vars", "nodes", "machines", "vms"]);

/** The machine that a file belongs to, where its path tells. */
export function hostFolderOf(path: string): string | undefined {
  const folders = path.split("/").slice(0, -1);
  const parent = folders.findIndex((folder) => PARENTS.has(folder.toLowerCase()));
  return parent === -1 ? undefined : folders[parent + 1]?.toLowerCase();
}
