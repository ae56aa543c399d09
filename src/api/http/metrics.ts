import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { adopterStates, type AdopterStatus } from "../../shop/adopt/adopter.js";
import type { CommandOutcome } from "../../commands/purchase-handler.js";
import { isLedgerError } from "../../errors.js";
import type { Health } from "../../health/health.js";
import type { ProjectorStatus } from "../../projections/live/projector-status.js";
import type { SamplerStatus } from "../../projections/check/sampler.js";
import type { SignInProblem } from "./auth/oidc/sign-in-refused.js";
import { projectorStates } from "../vocabulary/projector-states.js";

export interface ApiMetrics {
  /** The Prometheus text of everything that is measured, and its media type. */
  text(): Promise<string>;
  readonly contentType: string;
  /** Counts a purchase or an order by how it ends, and passes its outcome on. */
  countCommand<Outcome extends Pick<CommandOutcome, "result">>(command: Promise<Outcome>): Promise<Outcome>;
  /** Counts a single sign-on by how it ended. */
  countSignIn(result: "signed_in" | SignInProblem): void;
  observeRequest(request: {
    readonly method: string;
    readonly route: string;
    /** 0 if the caller disconnected before the response. */
    readonly status: number;
    readonly durationMs: number;
  }): void;
}

const durationBucketsSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** Other methods share one label, so that callers cannot make the metrics grow without limit. */
const namedMethods: readonly string[] = ["GET", "HEAD", "POST", "DELETE"];

/** Read each time the metrics are requested. */
export interface MeasuredParts {
  readonly health: () => Health;
  readonly projector: () => ProjectorStatus;
  readonly sampler: () => SamplerStatus;
  /** Undefined where nothing keeps the shop's own accounts. */
  readonly adopter: (() => AdopterStatus) | undefined;
}

export function createMetrics({ health, projector, sampler, adopter }: MeasuredParts): ApiMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addHealthGauges(registry, health);
  addProjectorGauges(registry, projector);
  addSamplerGauges(registry, sampler);
  if (adopter !== undefined) addAdopterGauges(registry, adopter);
  const commands = new Counter({
    name: "ledger_purchase_commands_total",
    help: "Purchases and orders, by how they ended: recorded, repeated, already_owned or an error code.",
    labelNames: ["result"],
    registers: [registry],
  });
  const signIns = new Counter({
    name: "ledger_single_sign_ons_total",
    help: "Single sign-ons, by how they ended: signed_in, or why not.",
    labelNames: ["result"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "ledger_http_request_duration_seconds",
    help: "Time from a request's headers to the end of its response. Status 0: the caller disconnected before that.",
    labelNames: ["method", "route", "status"],
    buckets: durationBucketsSeconds,
    registers: [registry],
  });
  // The library hashes the labels on every call; looking up the child once per combination is cheaper.
  const children = new Map<string, Histogram.Internal<"method" | "route" | "status">>();

  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    async countCommand(command) {
      try {
        const outcome = await command;
        commands.inc({ result: outcome.result });
        return outcome;
      } catch (error) {
        commands.inc({ result: isLedgerError(error) ? error.code : "internal_error" });
        throw error;
      }
    },
    countSignIn: (result) => {
      signIns.inc({ result });
    },
    observeRequest({ method: sent, route, status, durationMs }) {
      const method = namedMethods.includes(sent) ? sent : "other";
      const key = `${method} ${status} ${route}`;
      let child = children.get(key);
      if (child === undefined) {
        child = durations.labels({ method, route, status });
        children.set(key, child);
      }
      child.observe(durationMs / 1000);
    },
  };
}

/** What `/readyz` says, and each check behind it. */
function addHealthGauges(registry: Registry, health: () => Health): void {
  new Gauge({
    name: "ledger_ready",
    help: "1 while the ledger is ready, as `/readyz` says.",
    registers: [registry],
    collect() {
      this.set(health().ready ? 1 : 0);
    },
  });
  new Gauge({
    name: "ledger_check_ok",
    help: "1 for each check of the ledger's health that holds, 0 for one that does not, NaN while nothing is known.",
    labelNames: ["check"],
    registers: [registry],
    collect() {
      for (const { name, ok } of health().checks)
        this.set({ check: name }, ok === undefined ? Number.NaN : Number(ok));
    },
  });
}

function addProjectorGauges(registry: Registry, status: () => ProjectorStatus): void {
  const gauge = gaugesOf(registry, status);
  gauge(
    "ledger_projector_position_events",
    "Events of the log that are folded.",
    ({ eventCount }) => eventCount,
  );
  gauge(
    "ledger_projector_lag_events",
    "Events of the log that are not folded yet.",
    ({ lagEvents }) => lagEvents,
  );
  gauge(
    "ledger_projector_lag_seconds",
    "Age of the oldest event that is not folded yet.",
    ({ lagSeconds }) => lagSeconds,
  );
  gauge(
    "ledger_projector_events_per_second",
    "Events folded per second, recently.",
    ({ eventsPerSecond }) => eventsPerSecond,
  );
  gauge(
    "ledger_projector_dead_letters",
    "Users that are held back by a dead letter.",
    ({ deadLetters }) => deadLetters,
  );
  addStateGauge(registry, "projector", projectorStates, () => status().state);
}

/** The bug that started this project, as an alarm: raise it when `ledger_sampler_users_drifted` is not 0. */
function addSamplerGauges(registry: Registry, status: () => SamplerStatus): void {
  const gauge = gaugesOf(registry, status);
  gauge("ledger_sampler_users_sampled", "Users checked since the start.", ({ usersSampled }) => usersSampled);
  gauge(
    "ledger_sampler_users_drifted",
    "Users whose projections differ from the log.",
    ({ usersDrifted }) => usersDrifted,
  );
  gauge(
    "ledger_sampler_users_held_back",
    "Users whose purchases are refused, because events are missing from their streams.",
    ({ usersHeldBack }) => usersHeldBack,
  );
  gauge(
    "ledger_sampler_last_clean_pass_timestamp_seconds",
    "When a check of all users last found no drift; NaN before that.",
    ({ lastCleanPassAt }) =>
      lastCleanPassAt === undefined ? Number.NaN : Date.parse(lastCleanPassAt) / 1000,
  );
}

function addAdopterGauges(registry: Registry, status: () => AdopterStatus): void {
  const gauge = gaugesOf(registry, status);
  gauge(
    "ledger_adopter_position_events",
    "Events of the log that are written to the shop's own data.",
    ({ eventCount }) => eventCount,
  );
  addStateGauge(registry, "adopter", adopterStates, () => status().state);
}

/** Makes gauges of a status that is read each time the metrics are requested; unknown values are NaN. */
const gaugesOf =
  <Status>(registry: Registry, status: () => Status) =>
  (name: string, help: string, value: (status: Status) => number | undefined): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value(status()) ?? Number.NaN);
      },
    });
  };

function addStateGauge(
  registry: Registry,
  who: string,
  states: readonly string[],
  current: () => string,
): void {
  new Gauge({
    name: `ledger_${who}_state`,
    help: `1 for the state that the ${who} is in.`,
    labelNames: ["state"],
    registers: [registry],
    collect() {
      for (const state of states) this.set({ state }, state === current() ? 1 : 0);
    },
  });
}
