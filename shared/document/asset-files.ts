/** Fonts as package paths. No other font is ever used: the machine's own are out of reach. */
export const FONT_FILES: readonly string[] = [
  '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
  '@expo-google-fonts/source-sans-3/400Regular_Italic/SourceSans3_400Regular_Italic.ttf',
  '@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf',
  '@expo-google-fonts/amiri/400Regular/Amiri_400Regular.ttf',
  '@expo-google-fonts/amiri/700Bold/Amiri_700Bold.ttf',
]

/** Templates, in `assets/` beside this file and beside a bundle. */
export const TEMPLATE_FILES: readonly string[] = ['progress-note.typ']
