import { useState } from "react";
import { useTranslations } from "use-intl";
import { CopyButton } from "../../components/copy-button.js";
import { Instant } from "../../components/instant.js";
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
  const t = useTranslations("support");
  const { state, before, isOld, revision, error, retry } = owned;
  const titles = useTitles(userId);
  return (
    <section className="panel owned" aria-labelledby="owned-title" aria-busy={isOld}>
      <div className="panel-head">
        <h2 id="owned-title">{t(`owned.${titleOf(isNow, revision)}`, { revision: revision ?? 0 })}</h2>
        {state === undefined || error !== null ? null : (
          <CopyButton text={() => asJson(state)} what={t("owned.copyWhat")} label={t("copyJson")} />
        )}
      </div>
      {error !== null ? (
        <ProblemMessage error={error} onRetry={retry} />
      ) : state === undefined ? (
        <Loading />
      ) : (
        <div className={isOld ? "owned-lists is-old" : "owned-lists"}>
          {state.stopped === null ? null : (
            <Notice tone="warning" title={t("owned.leftOut")}>
              <p lang="en">{state.stopped.message}</p>
              <p className="fine">{t("owned.leftOutText")}</p>
            </Notice>
          )}
          <Lists {...ownedItems(state, before)} titles={titles} />
        </div>
      )}
    </section>
  );
}

/** Which title it has. */
const titleOf = (isNow: boolean, revision: number | undefined) =>
  isNow ? "now" : revision === undefined ? "then" : revision < 0 ? "before" : "after";

interface ListsProps extends OwnedItems {
  readonly titles: Titles;
}

function Lists({ courses, tests, titles }: ListsProps) {
  const t = useTranslations("support.owned");
  if (courses.length === 0 && tests.length === 0) return <Empty title={t("nothing")} />;
  const named = (items: readonly OwnedItem[], kind: string): readonly NamedItem[] =>
    items.map((item) => ({ ...item, title: itemTitleOf(titles, kind, item.id) }));
  return (
    <>
      <List many="courses" items={named(courses, "course")} />
      <List many="tests" items={named(tests, "test")} />
    </>
  );
}

interface NamedItem extends OwnedItem {
  readonly title: string | undefined;
}

const matches = ({ id, title }: NamedItem, text: string): boolean =>
  id.includes(text) || title?.toLowerCase().includes(text.toLowerCase()) === true;

const shownAtFirst = 30;

interface ListProps {
  readonly many: "courses" | "tests";
  readonly items: readonly NamedItem[];
}

function List({ many, items }: ListProps) {
  const t = useTranslations("support");
  const [shown, setShown] = useState(shownAtFirst);
  const [text, setText] = useState("");
  const owned = items.filter(({ change }) => change !== "removed").length;
  const found = text === "" ? items : items.filter((item) => matches(item, text));
  const more = found.length - shown;
  return (
    <section className="owned-list">
      <h3>{t(`count.${many}`, { count: owned })}</h3>
      {items.length <= shownAtFirst ? null : (
        <input
          type="search"
          aria-label={t(many === "courses" ? "owned.searchCourses" : "owned.searchTests")}
          placeholder={t("owned.search")}
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
          {t("owned.more", { count: more })}
        </button>
      )}
    </section>
  );
}

function Item({ item: { id, title, purchasedAt, change } }: { readonly item: NamedItem }) {
  const t = useTranslations("support.owned");
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
      {change === "none" ? null : <strong className="item-change">{t(change)}</strong>}
    </li>
  );
}
