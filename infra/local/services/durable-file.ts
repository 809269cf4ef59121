import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a whole file so that after a crash either the old or the new one is there, synced. */
export async function writeDurably(
  path: string,
  data: Buffer | string,
  mode = 0o600,
): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  const file = await open(draft, 'wx', mode)
  try {
    await file.writeFile(data)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  await syncFolder(dirname(path))
}

export function writeDurablySync(path: string, data: string, mode = 0o600): void {
  const draft = `${path}.${randomUUID()}`
  const file = openSync(draft, 'wx', mode)
  try {
    writeSync(file, data)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, path)
  const folder = openFolder(dirname(path))
  if (folder === undefined) return
  fsyncSync(folder)
  closeSync(folder)
}

/** A name in a folder lasts once the folder itself is synced. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

// Windows neither opens folders nor needs this.
const openFolder = (path: string) =>
  process.platform === 'win32' ? undefined : openSync(path, 'r')

export function privateFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return path
}
