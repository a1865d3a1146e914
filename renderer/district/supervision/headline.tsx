import type { Figures } from "../../../contract/district-supervision.ts";
import { receivedOf } from "../../../contract/figure-sums.ts";
import { percent, wholeNumber } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import {
  decidedOf,
  digitisedShare,
  onlineShare,
  onTimeShare,
  openOf,
  satisfiedShare,
  serviceMinutes,
  settledOf,
  waitMinutes,
} from "./shares.rules.ts";

/** What a period comes to, in six numbers. */
export function Headline({ figures: { dossiers, reception } }: { figures: Figures }) {
  const { t, language } = useTexts();
  const n = (value: number) => wholeNumber(value, language);
  const p = (value: number | null) => (value === null ? "–" : percent(value, language));
  const { received } = dossiers;
  return (
    <dl className="headline">
      <Tile id="received" name={t("districtWeb.supervision.received")} value={n(receivedOf(dossiers))}>
        {t("districtWeb.supervision.byChannel", { counter: n(received.counter), post: n(received.post) })}
      </Tile>
      <Tile id="online" name={t("districtWeb.supervision.online")} value={p(onlineShare(dossiers))}>
        {t("districtWeb.supervision.onlineCount", { count: received.online, n: n(received.online) })}
      </Tile>
      <Tile id="onTime" name={t("districtWeb.supervision.onTime")} value={p(onTimeShare(dossiers))}>
        {t("districtWeb.supervision.lateOf", { late: n(dossiers.late), decided: n(decidedOf(dossiers)) })}
      </Tile>
      <Tile
        id="overdue"
        name={t("districtWeb.supervision.overdue")}
        value={n(dossiers.overdue)}
        tone={dossiers.overdue > 0 ? "late" : "good"}
      >
        {t("districtWeb.supervision.ofOpen", { open: n(openOf(dossiers)) })}
      </Tile>
      <Tile id="digitised" name={t("districtWeb.supervision.digitised")} value={p(digitisedShare(dossiers))}>
        {t("districtWeb.supervision.digitisedHelp")}
      </Tile>
      <Tile id="satisfied" name={t("districtWeb.supervision.satisfied")} value={p(satisfiedShare(reception))}>
        {reception.surveyAnswers === 0
          ? t("districtWeb.supervision.noAnswers")
          : t("districtWeb.supervision.answers", {
              count: reception.surveyAnswers,
              n: n(reception.surveyAnswers),
            })}
        {reception.called === 0 ? null : (
          <>
            {" · "}
            {t("districtWeb.supervision.waited", {
              wait: n(waitMinutes(reception) ?? 0),
              service: n(serviceMinutes(reception) ?? 0),
            })}
          </>
        )}
      </Tile>
    </dl>
  );
}

function Tile({
  id,
  name,
  value,
  tone,
  children,
}: {
  id: string;
  name: string;
  value: string;
  tone?: "late" | "good";
  children: React.ReactNode;
}) {
  return (
    <div className="tile" data-tone={tone}>
      <dt>{name}</dt>
      <dd>
        <strong data-testid={`headline-${id}`}>{value}</strong>
        <span>{children}</span>
      </dd>
    </div>
  );
}

/** The sums of report II.06a: what came in and what became of it are the same dossiers. */
export function Balance({ figures: { dossiers, lodged } }: { figures: Figures }) {
  const { t, language } = useTexts();
  const n = (value: number) => wholeNumber(value, language);
  const { carriedOver, reopened, early, onTime, late, withdrawn, stopped, within, overdue } = dossiers;
  const part = (name: string, value: number) => (
    <span data-faded={value === 0}>
      {name} <b>{n(value)}</b>
    </span>
  );
  return (
    <section className="balance" aria-label={t("districtWeb.supervision.balance")} data-testid="balance">
      <p>
        <strong>
          {t("districtWeb.supervision.in")} {n(receivedOf(dossiers) + carriedOver + reopened)}
        </strong>
        {part(t("districtWeb.supervision.receivedNew"), receivedOf(dossiers))}
        {part(t("districtWeb.supervision.carriedOver"), carriedOver)}
        {part(t("districtWeb.supervision.reopened"), reopened)}
      </p>
      <p>
        <strong>
          {t("districtWeb.supervision.settled")} {n(settledOf(dossiers))}
        </strong>
        {part(t("districtWeb.supervision.early"), early)}
        {part(t("districtWeb.supervision.onDay"), onTime)}
        {part(t("districtWeb.supervision.late"), late)}
        {part(t("districtWeb.supervision.withdrawn"), withdrawn)}
        {part(t("districtWeb.supervision.stopped"), stopped)}
      </p>
      <p>
        <strong>
          {t("districtWeb.supervision.open")} {n(openOf(dossiers))}
        </strong>
        {part(t("districtWeb.supervision.within"), within)}
        {part(t("districtWeb.supervision.overdueOpen"), overdue)}
      </p>
      <p>
        {part(t("districtWeb.supervision.supplements"), dossiers.supplements)}
        {part(t("districtWeb.supervision.refusals"), dossiers.refusals)}
        {lodged.waiting === 0 ? null : (
          <span data-late={lodged.late > 0} data-testid="lodged-waiting">
            {t("districtWeb.supervision.lodged")} <b>{n(lodged.waiting)}</b>
            {lodged.late === 0
              ? null
              : ` ${t("districtWeb.supervision.lodgedLate", { late: n(lodged.late) })}`}
          </span>
        )}
      </p>
    </section>
  );
}
