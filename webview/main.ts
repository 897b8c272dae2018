/** Mounts the dashboard. */
import { mount } from "svelte";
import App from "./App.svelte";
import { registerToolkit } from "./controls/toolkit.ts";
import "./theme.css";

registerToolkit();
const target = document.getElementById("app");
if (target !== null) mount(App, { target });
