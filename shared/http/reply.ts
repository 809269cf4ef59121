/** What an endpoint answers. A version becomes a strong ETag. */
export interface Reply {
  readonly status: number
  readonly body?: unknown
  /** HTML, for people outside, in the place of a body. */
  readonly page?: string
  readonly version?: number
  readonly location?: string
  readonly headers?: Readonly<Record<string, string>>
}

export const reply = (
  status: number,
  body?: unknown,
  more: Omit<Reply, 'status' | 'body'> = {},
): Reply => ({ status, ...(body !== undefined && { body }), ...more })
