import "@mantine/core/styles.css";
import "../ui/fonts.ts";
import "../ui/base.css";
import "../ui/tables.css";
import "./ui/page.css";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startTexts } from "../ui/i18n/index.ts";
import { theme, tokens } from "../ui/theme.ts";
import { keepLanguage, lastLanguage } from "./language.ts";
import { Pages } from "./pages.tsx";

startTexts(lastLanguage());
keepLanguage();

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={tokens} forceColorScheme="light">
      <Pages />
    </MantineProvider>
  </StrictMode>,
);
