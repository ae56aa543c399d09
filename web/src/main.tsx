import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { createQueryClient } from "./api/query-client.js";
import { LanguageProvider } from "./languages/language-provider.js";
import { browserLanguage, loadLanguage } from "./languages/languages.js";
import { pages, toRoute } from "./routes.js";
import { endSession } from "./session/session.js";
import { HomePage } from "./shell/home-page.js";
import { NotFoundPage } from "./shell/not-found-page.js";
import { PageFailure } from "./shell/page-failure.js";
import { applyTheme, preferenceNow } from "./shell/preferences.js";
import { Shell } from "./shell/shell.js";
import "@fontsource/inter/400.css";
import "@fontsource/inter/600.css";
import "./styles/index.css";

applyTheme();

const router = createBrowserRouter([
  {
    element: <Shell />,
    hydrateFallbackElement: <></>,
    children: [
      {
        errorElement: <PageFailure />,
        children: [
          { index: true, element: <HomePage /> },
          {
            path: "/sign-in",
            lazy: async () => ({ Component: (await import("./pages/sign-in/sign-in-page.js")).default }),
          },
          ...pages.map(toRoute),
          { path: "*", element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root.");
const preferred = preferenceNow("language");
// Before anything is shown, so that nothing is shown in one language and then in another.
const first = await loadLanguage(preferred === "browser" ? browserLanguage() : preferred);
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient(endSession)}>
      <LanguageProvider first={first}>
        <RouterProvider router={router} />
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
