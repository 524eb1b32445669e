import { everything, exceeded } from "../../domain/plan/bound";
import type { Decision } from "../../domain/plan/decision";
import { placeOf } from "../../domain/place";
import { problemLines } from "../../domain/problem";
import type { Policy } from "../../domain/policy";
import type { ServerFacts } from "../../domain/server";
import { ownerOf } from "../../domain/ownership";
import type { JetStream } from "../../jetstream/connection";
import { NoPods } from "../../targets/podForward";
import type { Asset, Inputs, Observed } from "./asset";
import { saidOf, withoutBounds } from "./bounds";
import { hasUnknown, inputsOf, shapeProblems } from "./inputs";
import { say } from "./say";
import { onServer } from "./session";
import { type Handler, type Props, refused } from "./shell";

/**
 * The policies of coming replacements: a delete is given the old inputs only, and not what it is for. Names are unique on
 * a server alone.
 */
const replacements = new Map<string, Policy>();

const replacementKey = <Found extends Observed>(
  asset: Asset<Found>,
  target: unknown,
  inputs: Inputs,
): string => JSON.stringify([target, asset.label(inputs)]);

/** Outputs that are no inputs. */
const outputKeys = ["created", "server"];

/**
 * The reconciler that both kinds share: observe, decide, apply, return what was read back. Nothing is believed of the
 * state file but what was wanted.
 */
export function assetHandler<Found extends Observed>(asset: Asset<Found>): Handler {
  return {
    check: (news) => check(asset, news),
    diff: (olds, news) => diff(asset, olds, news),
    create: async (props) => {
      const inputs = inputsOf(props);
      // the keeper of new servers may have made it a moment ago, with our mark; of what was lost before, the plan tells
      let owned: boolean | undefined = placeOf(inputs.target) ? undefined : false;
      const outs = await onServer(inputs.target, ({ js }) => {
        const known = owned;
        // what carries our mark at a second attempt may be of the first
        owned = undefined;
        return reconcile(asset, js, inputs, known);
      });
      return { id: asset.id(inputs), outs };
    },
    read: (props) => read(asset, props),
    update: async (olds, news) => {
      const inputs = inputsOf(news);
      const purged = typeof news["purge"] === "string" && news["purge"] !== olds["purge"];
      const outs = await onServer(inputs.target, ({ js }) =>
        reconcile(asset, js, inputs, true, purged),
      );
      const after = asset.afterUpdate?.(olds, inputs);
      if (after) await onServer(inputs.target, ({ js }) => after(js));
      return outs;
    },
    delete: (props) => remove(asset, props),
  };
}

function check<Found extends Observed>(
  asset: Asset<Found>,
  given: Props,
): ReturnType<Handler["check"]> {
  const news = withoutBounds(given, asset.label(inputsOf(given)));
  const shape = shapeProblems(news, [...asset.identity, ...asset.inputs]);
  const inputs = inputsOf(news);
  if (shape.length > 0 || hasUnknown(news["config"]) || hasUnknown(news["name"])) {
    return {
      inputs: news,
      failures: shape.map(({ path, reason }) => ({ property: path, reason })),
    };
  }
  const problems = asset.problems(inputs);
  if (problems.length > 0) {
    return {
      inputs: news,
      failures: problemLines(problems).map((reason) => ({ property: "config", reason })),
    };
  }
  return { inputs: { ...news, config: asset.normalise(inputs) }, failures: [] };
}

function diff<Found extends Observed>(
  asset: Asset<Found>,
  olds: Props,
  news: Props,
): ReturnType<Handler["diff"]> {
  const moved = asset.identity.filter((key) => !hasUnknown(news[key]) && olds[key] !== news[key]);
  if (moved.length > 0) return replacement(asset, olds, news, moved);
  if (hasUnknown(news["config"])) return { changes: true, replaces: [] };
  const created = typeof olds["created"] === "string" ? olds["created"] : "";
  const change = asset.plan(
    asset.toWire(inputsOf(news)),
    inputsOf(olds),
    created,
    lastServer(olds),
  );
  const lasting = change.fields.some((field) => field.class === "replace");
  if (lasting && !asset.migrates(inputsOf(news))) {
    return replacement(asset, olds, news, ["config"]);
  }
  // what becomes known only later in the run decides then
  const other = asset.inputs.some((key) => !hasUnknown(news[key]) && !same(olds[key], news[key]));
  return { changes: change.class !== "none" || other, replaces: [] };
}

function replacement<Found extends Observed>(
  asset: Asset<Found>,
  olds: Props,
  news: Props,
  replaces: string[],
): ReturnType<Handler["diff"]> {
  const inputs = inputsOf(news);
  // the server that it is deleted from: another target is a replacement too
  replacements.set(replacementKey(asset, olds["target"], inputs), inputs.policy);
  return { changes: true, replaces };
}

const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The server as it was when the state was written; apply asks the one that is there then. */
const lastServer = ({ server }: Props): ServerFacts => ({
  version: typeof server === "string" ? server : "2.10.0",
  apiLevel: 0,
  clustered: true,
  limits: {},
});

/** Actions that the plan may not have seen coming: of a creation only that something was gone is noted. */
const unplanned: ReadonlySet<Decision["action"]> = new Set(["adopt", "takeBack", "create"]);

async function reconcile<Found extends Observed>(
  asset: Asset<Found>,
  js: JetStream,
  inputs: Inputs,
  owned: boolean | undefined,
  purged = false,
): Promise<Props> {
  const server = await js.facts();
  const wire = asset.toWire(inputs);
  const seen = await asset.observe(js, inputs);
  const found = seen && ((await asset.weigh?.(js, wire, seen, server)) ?? seen);
  const decision = asset.decide(inputs, wire, owned, found, server);
  if (decision.refusals.length > 0) throw refused(decision.refusals);
  stopBeyondPlan(asset, inputs, asset.loss?.(decision, found, purged));
  if (unplanned.has(decision.action)) say(asset.label(inputs), decision.notes);
  if (decision.action === "migrate") {
    return outsOf(asset, inputs, await asset.migrate(js, inputs, wire), server);
  }
  if (decision.action === "replace") {
    if (found) await asset.remove(js, inputs, found);
    const anew = asset.decide(inputs, wire, owned, undefined, server);
    return outsOf(
      asset,
      inputs,
      await asset.apply(js, inputs, wire, anew, undefined, owned),
      server,
    );
  }
  return outsOf(asset, inputs, await asset.apply(js, inputs, wire, decision, found, owned), server);
}

/** @throws where more messages would go than the plan of this run said */
function stopBeyondPlan<Found extends Observed>(
  asset: Asset<Found>,
  inputs: Inputs,
  loss: number | undefined,
): void {
  const label = asset.label(inputs);
  const reason = exceeded(label, loss, saidOf(inputs.target, label));
  if (reason !== undefined) throw refused([reason]);
}

function outsOf<Found extends Observed>(
  asset: Asset<Found>,
  inputs: Inputs,
  found: Found,
  server: ServerFacts,
): Props {
  // a state that kept it would see a change in the next run, which has nothing to go on with
  const props = Object.entries(inputs.props).filter(([key]) => key !== "resume");
  return {
    ...Object.fromEntries(props),
    config: asset.fromWire(found.config, Object.keys(inputs.config)),
    created: found.created,
    server: server.version,
  };
}

async function read<Found extends Observed>(
  asset: Asset<Found>,
  props: Props,
): ReturnType<Handler["read"]> {
  const inputs = inputsOf(props);
  const outs = await unlessServersAreGone(() =>
    onServer(inputs.target, async ({ js, sweep }) => {
      if (await asset.underWay(sweep, inputs)) return unsettled(asset, inputs);
      const found = await asset.find(sweep, inputs);
      return (
        found && {
          ...outsOf(asset, inputs, found, await js.facts()),
          ...(await asset.around?.(sweep, inputs)),
        }
      );
    }),
  );
  return (
    outs && {
      outs,
      inputs: Object.fromEntries(Object.entries(outs).filter(([key]) => !outputKeys.includes(key))),
    }
  );
}

/** The state stays as it is: neither half of a migration is what was declared, and both together lose nothing. */
function unsettled<Found extends Observed>(asset: Asset<Found>, inputs: Inputs): Props {
  say(asset.label(inputs), [
    "its stream is in the middle of being made anew; `pulumi up` goes on with that",
  ]);
  return inputs.props;
}

/** What lived on servers that Kubernetes no longer has is gone; were it on a volume still, its mark brings it back. */
async function unlessServersAreGone<Result>(
  ask: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NoPods && error.gone) return undefined;
    throw error;
  }
}

async function remove<Found extends Observed>(asset: Asset<Found>, props: Props): Promise<void> {
  const inputs = inputsOf(props);
  // what was to be deleted: a second attempt may meet something else of that name
  let created: string | undefined;
  await unlessServersAreGone(() =>
    onServer(inputs.target, async ({ js }) => {
      const found = await asset.observe(js, inputs);
      if (!found || staysAsItIs(asset, inputs, found, created)) return;
      created = found.created;
      await asset.remove(js, inputs, found);
    }),
  );
}

/** @throws where it may not be deleted */
function staysAsItIs<Found extends Observed>(
  asset: Asset<Found>,
  inputs: Inputs,
  found: Found,
  created: string | undefined,
): boolean {
  const [owner, ours] = [ownerOf(found.config), ownerOf(asset.toWire(inputs))];
  if (owner !== undefined && owner !== ours) {
    say(asset.label(inputs), [`belongs to "${owner}" now, so it stays`]);
    return true;
  }
  if (created !== undefined && created !== found.created) {
    say(asset.label(inputs), ["somebody made another one meanwhile, so it stays"]);
    return true;
  }
  const policy = replacements.get(replacementKey(asset, inputs.target, inputs));
  const reason = asset.keep(
    found,
    { ...inputs, policy: policy ?? inputs.policy },
    policy !== undefined,
  );
  if (reason !== undefined) throw refused([reason]);
  stopBeyondPlan(asset, inputs, asset.loss?.(everything, found, false));
  return false;
}
