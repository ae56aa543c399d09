import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { answerOf, api } from "../api/client.js";
import type { operations } from "../api/schema.js";

type Answer = operations["getSession"]["responses"][200]["content"]["application/json"];

/** Who is signed in with this browser. */
export type Session = NonNullable<Answer["session"]>;
export type Role = Session["role"];

/** A session, or none; `expired` if there was one in this page a moment ago. */
interface SessionState {
  readonly session: Session | null;
  readonly expired: boolean;
}

const sessionKey = ["session"] as const;

export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async ({ signal, client }): Promise<SessionState> => {
    const { session } = await answerOf(api.GET("/api/session", { signal }));
    return after(client.getQueryData<SessionState>(sessionKey), session);
  },
  staleTime: 60_000,
  refetchInterval: 60_000,
});

export const useSession = () => useQuery(sessionQuery);

/** Signs in with a token or a one-time code, and forgets what a previous viewer may have loaded. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    meta: { signsIn: true },
    mutationFn: (body: { token: string } | { code: string }) => answerOf(api.POST("/api/session", { body })),
    onSuccess: ({ session }) => startAnew(client, session),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.DELETE("/api/session")),
    onSuccess: () => startAnew(client, null),
  });
}

/** The API did not know the caller any more: whatever page is open leads to the sign-in page. */
export function endSession(client: QueryClient): void {
  client.setQueryData<SessionState>(sessionKey, (before) => after(before, null));
}

/**
 * What one person was shown is not for the next. An answer that is still on its way was given before the change, and
 * must not undo it.
 */
async function startAnew(client: QueryClient, session: Session | null): Promise<void> {
  await client.cancelQueries({ queryKey: sessionKey });
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  client.setQueryData<SessionState>(sessionKey, { session, expired: false });
}

function after(before: SessionState | undefined, session: Session | null): SessionState {
  const wasSignedIn = before !== undefined && (before.session !== null || before.expired);
  return { session, expired: session === null && wasSignedIn };
}
