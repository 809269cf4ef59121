/** An export's folder, read only: on disk, or in memory where a test tampers with it. */
export interface ExportFiles {
  /** Every file, with `/` between folders. */
  paths(): readonly string[]
  /** @returns undefined where there is no such file */
  read(path: string): Uint8Array | undefined
}
