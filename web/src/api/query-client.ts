import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ProblemError } from "./problem.js";

const retries = 2;

/**
 * Creates the cache of the API's answers.
 *
 * @param onUnauthenticated called when a response says that there is no session
 */
export function createQueryClient(onUnauthenticated: (client: QueryClient) => void): QueryClient {
  const onError = (error: Error): void => {
    if (error instanceof ProblemError && error.status === 401) onUnauthenticated(client);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      // Signing in is refused with 401, too, and ends no session.
      onError: (error, _variables, _context, { meta }) => {
        if (meta?.signsIn !== true) onError(error);
      },
    }),
    defaultOptions: {
      queries: {
        // Only what may pass: a refusal stays one however often it is asked for.
        retry: (failures, error) =>
          failures < retries && (!(error instanceof ProblemError) || isPassing(error)),
        // The ledger may be on this machine, which needs no network.
        networkMode: "always",
        staleTime: 2_000,
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}

const isPassing = ({ status }: ProblemError): boolean => status === 0 || status >= 502;
