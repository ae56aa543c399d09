import { useState } from "react";
import { CopyButton } from "../../components/copy-button.js";
import { Instant } from "../../components/instant.js";
import { countOf, formatCount } from "../../components/money.js";
import { Empty, Loading, Notice } from "../../components/notices.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { asJson } from "./event-details.js";
import { ItemName } from "./item-name.js";
import { ownedItems, type OwnedItem, type OwnedItems } from "./owned-changes.js";
import { titleOf as itemTitleOf, useTitles, type Titles } from "./titles.js";
import type { Owned } from "./use-owned.js";

export interface OwnedPanelProps {
  readonly userId: string;
  readonly owned: Owned;
  readonly isNow: boolean;
}

/** What the user owned at the moment, with what its event changed. */
export function OwnedPanel({ userId, owned, isNow }: OwnedPanelProps) {
  const { state, before, isOld, revision, error, retry } = owned;
  const titles = useTitles(userId);
  return (
    <section className="panel owned" aria-labelledby="owned-title" aria-busy={isOld}>
      <div className="panel-head">
        <h2 id="owned-title">{titleOf(isNow, revision)}</h2>
        {state === undefined || error !== null ? null : (
          <CopyButton text={() => asJson(state)} what="of what is owned" label="Copy as JSON" />
        )}
      </div>
      {error !== null ? (
        <ProblemMessage error={error} onRetry={retry} />
      ) : state === undefined ? (
        <Loading />
      ) : (
        <div className={isOld ? "owned-lists is-old" : "owned-lists"}>
          {state.stopped === null ? null : (
            <Notice tone="warning" title="Some events are left out">
              <p>{state.stopped.message}</p>
              <p className="fine">What is shown is what was owned before it.</p>
            </Notice>
          )}
          <Lists {...ownedItems(state, before)} titles={titles} />
        </div>
      )}
    </section>
  );
}

const titleOf = (isNow: boolean, revision: number | undefined): string =>
  isNow
    ? "Owned now"
    : revision === undefined
      ? "Owned then"
      : revision < 0
        ? "Owned before the first event"
        : `Owned after event #${revision}`;

interface ListsProps extends OwnedItems {
  readonly titles: Titles;
}

function Lists({ courses, tests, titles }: ListsProps) {
  if (courses.length === 0 && tests.length === 0) return <Empty title="Nothing" />;
  const named = (items: readonly OwnedItem[], kind: string): readonly NamedItem[] =>
    items.map((item) => ({ ...item, title: itemTitleOf(titles, kind, item.id) }));
  return (
    <>
      <List one="course" items={named(courses, "course")} />
      <List one="test" items={named(tests, "test")} />
    </>
  );
}

interface NamedItem extends OwnedItem {
  readonly title: string | undefined;
}

const matches = ({ id, title }: NamedItem, text: string): boolean =>
  id.includes(text) || title?.toLowerCase().includes(text.toLowerCase()) === true;

const shownAtFirst = 30;

function List({ one, items }: { readonly one: string; readonly items: readonly NamedItem[] }) {
  const [shown, setShown] = useState(shownAtFirst);
  const [text, setText] = useState("");
  const owned = items.filter(({ change }) => change !== "removed").length;
  const found = text === "" ? items : items.filter((item) => matches(item, text));
  const more = found.length - shown;
  return (
    <section className="owned-list">
      <h3>{countOf(owned, one)}</h3>
      {items.length <= shownAtFirst ? null : (
        <input
          type="search"
          aria-label={`Search ${one}s`}
          placeholder="Search…"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {found.length === 0 ? null : (
        <ul className="items">
          {found.slice(0, shown).map((item) => (
            <Item key={item.key} item={item} />
          ))}
        </ul>
      )}
      {more <= 0 ? null : (
        <button type="button" className="button button-small" onClick={() => setShown(shown + 200)}>
          {`Show more (${formatCount(more)})`}
        </button>
      )}
    </section>
  );
}

function Item({ item: { id, title, purchasedAt, change } }: { readonly item: NamedItem }) {
  return (
    <li className={change === "none" ? "item" : `item is-${change}`}>
      {change === "removed" ? (
        <del>{title ?? <code>{id}</code>}</del>
      ) : (
        <ItemName title={title} itemId={id} />
      )}
      <span className="item-when">
        <Instant at={purchasedAt} />
      </span>
      {change === "none" ? null : (
        <strong className="item-change">{change === "added" ? "+ added" : "− removed"}</strong>
      )}
    </li>
  );
}
