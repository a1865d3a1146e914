import { Tabs } from "@mantine/core";
import type { Ticket } from "../../contract/queue.ts";
import { useBoard } from "../ui/connection.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useDesk } from "./desk.ts";
import { LineList } from "./line-list.tsx";
import { Recent } from "./recent.tsx";
import { useSession } from "./session.ts";
import { useSide } from "./side.ts";

/** Below the keys: who waits, who was put aside, what was taken in. */
export function SideTabs() {
  const { t } = useTexts();
  const counter = useSession((state) => state.signIn?.counter.id);
  const place = useBoard((state) => state.board?.counters.find((entry) => entry.counter.id === counter));
  const held = place?.held ?? [];
  const { tab, show } = useSide();
  return (
    <Tabs value={tab} onChange={(value) => show(value ?? "line")} keepMounted={false} className="side-tabs">
      <Tabs.List grow>
        <Tabs.Tab value="line" data-testid="tab-line">
          {t("counter.tabLine", { n: place?.waiting ?? 0 })}
        </Tabs.Tab>
        <Tabs.Tab value="held" data-testid="tab-held">
          {t("counter.tabHeld", { n: held.length })}
        </Tabs.Tab>
        <Tabs.Tab value="recent" data-testid="tab-recent">
          {t("counter.tabRecent")}
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="line">
        <LineList />
      </Tabs.Panel>
      <Tabs.Panel value="held">
        <Held tickets={held} />
      </Tabs.Panel>
      <Tabs.Panel value="recent">
        <Recent />
      </Tabs.Panel>
    </Tabs>
  );
}

function Held({ tickets }: { tickets: readonly Ticket[] }) {
  const { t } = useTexts();
  const { take, busy } = useDesk();
  if (tickets.length === 0) return <p className="side-none">{t("counter.nobodyHeld")}</p>;
  return (
    <ul className="held">
      {tickets.map((ticket) => (
        <li key={ticket.id}>
          <strong>{ticket.label}</strong>
          <button
            type="button"
            disabled={busy}
            data-testid={`resume-${ticket.label}`}
            onClick={() => void take({ kind: "resume", ticket: ticket.id })}
          >
            {t("counter.resume")}
          </button>
          <button
            type="button"
            disabled={busy}
            data-testid={`requeue-${ticket.label}`}
            onClick={() => void take({ kind: "requeue", ticket: ticket.id })}
          >
            {t("counter.requeue")}
          </button>
        </li>
      ))}
    </ul>
  );
}
