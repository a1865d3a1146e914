import "@mantine/core/styles.css";
import "./ui/fonts.ts";
import "./ui/base.css";
import { MantineProvider } from "@mantine/core";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { languageSchema } from "../contract/text.ts";
import { startConnection } from "./ui/connection.ts";
import { startTexts } from "./ui/i18n/index.ts";
import { theme, tokens } from "./ui/theme.ts";

/** One page for every window: the role stands in its address. */
const roles = {
  kiosk: lazy(() => import("./kiosk/kiosk.tsx")),
  counter: lazy(() => import("./counter/counter.tsx")),
  display: lazy(() => import("./display/display.tsx")),
  panel: lazy(() => import("./panel/panel.tsx")),
  survey: lazy(() => import("./survey/survey.tsx")),
  setup: lazy(() => import("./setup/setup.tsx")),
};

const query = new URLSearchParams(window.location.search);
const wanted = query.get("role");
const Role = roles[wanted !== null && wanted in roles ? (wanted as keyof typeof roles) : "kiosk"];

startConnection(window);
startTexts(languageSchema.catch("vi").parse(query.get("language")));

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={tokens} forceColorScheme="light">
      <Suspense>
        <Role counter={query.get("counter") ?? undefined} />
      </Suspense>
    </MantineProvider>
  </StrictMode>,
);
