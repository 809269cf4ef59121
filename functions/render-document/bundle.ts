import { FONT_FILES, TEMPLATE_FILES } from '../../shared/document/asset-files.ts'

/**
 * What the bundle of this function needs beside it, for whoever builds the asset. The bundle must
 * be ESM, since it finds all of this from `import.meta.url`, and runs on x86_64: the typesetter's
 * native half exists for no other Linux.
 */

/** Left out of the bundle (esbuild `external`) and copied whole to `node_modules/<name>` beside it. */
export const nativeModules: readonly string[] = [
  '@myriaddreamin/typst-ts-node-compiler',
  '@myriaddreamin/typst-ts-node-compiler-linux-x64-gnu',
]

/** Copied: `from` is relative to the repository, `to` to the folder that the bundle lies in. */
export const files: readonly { readonly from: string; readonly to: string }[] = [
  ...FONT_FILES.map((file) => ({ from: `node_modules/${file}`, to: `node_modules/${file}` })),
  ...TEMPLATE_FILES.map((file) => ({
    from: `shared/document/assets/${file}`,
    to: `assets/${file}`,
  })),
]
