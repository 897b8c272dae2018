/** Packs into the folder and gives the tarball's path. */
export declare function packCli(folder: string): string;
