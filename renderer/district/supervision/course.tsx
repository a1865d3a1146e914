import type { Figures } from "../../../contract/district-supervision.ts";
import { percent, wholeNumber } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";

const HEIGHT = 150;
const BOTTOM = 44;
const LEFT = 58;
const STEP = 14;
/** So that the middle of the scale is a whole number. */
const LEAST_TOP = 4;
const LATE_HEIGHT = 24;
/** A share of so little is not drawn as if it were much. */
const LEAST_LATE = 0.05;
/** Names of this many months stand side by side. */
const ALL_NAMED = 16;

/** Month by month: what was received, and how much of it online; below, what was decided late. */
export function Course({ months, width }: { months: Figures["months"]; width: number }) {
  const { t, language } = useTexts();
  const most = niceTop(Math.max(LEAST_TOP, ...months.map(({ received }) => received)));
  const step = Math.max(STEP, (width - LEFT - 8) / months.length);
  const wide = LEFT + step * months.length + 8;
  const height = (value: number) => (value / most) * HEIGHT;
  const bar = Math.min(46, step * 0.66);
  const n = (value: number) => wholeNumber(value, language);
  const lateShareOf = ({ early, onTime, late }: Figures["months"][number]) =>
    late === 0 ? 0 : late / (early + onTime + late);
  const mostLate = Math.max(LEAST_LATE, ...months.map(lateShareOf));
  const label = (month: string) => `${month.slice(5)}/${month.slice(0, 4)}`;
  return (
    <figure className="course">
      <figcaption>
        <h2>{t("districtWeb.supervision.course")}</h2>
        <span className="course-key" data-part="online">
          {t("districtWeb.supervision.online")}
        </span>
        <span className="course-key" data-part="other">
          {t("districtWeb.supervision.notOnline")}
        </span>
        <span className="course-key" data-part="late">
          {t("districtWeb.supervision.lateShare")}
        </span>
      </figcaption>
      <div className="course-frame">
        <svg
          viewBox={`0 0 ${wide} ${HEIGHT + BOTTOM + 30}`}
          width={wide}
          height={HEIGHT + BOTTOM + 30}
          role="img"
          aria-label={t("districtWeb.supervision.courseSays", {
            first: label(months[0]?.month ?? ""),
            last: label(months.at(-1)?.month ?? ""),
            most: n(Math.max(0, ...months.map(({ received }) => received))),
          })}
        >
          {[0, 0.5, 1].map((part) => (
            <g key={part}>
              <line
                x1={LEFT}
                x2={wide}
                y1={10 + HEIGHT * (1 - part)}
                y2={10 + HEIGHT * (1 - part)}
                className="course-line"
              />
              <text x={LEFT - 8} y={15 + HEIGHT * (1 - part)} textAnchor="end">
                {n(most * part)}
              </text>
            </g>
          ))}
          {months.map((entry, index) => {
            const { month, received, online } = entry;
            const x = LEFT + step * (index + 0.5);
            const lateShare = lateShareOf(entry);
            const named = months.length <= ALL_NAMED || month.endsWith("-01") || index === 0;
            return (
              <g key={month} data-testid={`month-${month}`}>
                <title>
                  {t("districtWeb.supervision.monthSays", {
                    month: label(month),
                    received: n(received),
                    online: percent(received === 0 ? 0 : online / received, language, 1),
                    late: percent(lateShare, language, 1),
                  })}
                </title>
                <rect x={x - step / 2} y={0} width={step} height={HEIGHT + BOTTOM} fill="transparent" />
                <rect
                  x={x - bar / 2}
                  y={10 + HEIGHT - height(received)}
                  width={bar}
                  height={height(received - online)}
                  className="course-other"
                />
                <rect
                  x={x - bar / 2}
                  y={10 + HEIGHT - height(online)}
                  width={bar}
                  height={height(online)}
                  className="course-online"
                />
                <rect
                  x={x - bar / 2}
                  y={HEIGHT + 16}
                  width={bar}
                  height={(LATE_HEIGHT * lateShare) / mostLate}
                  className="course-late"
                />
                {named ? (
                  <text
                    x={x}
                    y={HEIGHT + BOTTOM + 18}
                    textAnchor={months.length <= ALL_NAMED ? "middle" : "start"}
                  >
                    {months.length <= ALL_NAMED
                      ? label(month)
                      : month.endsWith("-01")
                        ? month.slice(0, 4)
                        : ""}
                  </text>
                ) : null}
              </g>
            );
          })}
        </svg>
      </div>
    </figure>
  );
}

/** A round number not below the highest. */
function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [1, 2, 4, 5, 10].find((candidate) => candidate * power >= most) ?? 10;
  return factor * power;
}
