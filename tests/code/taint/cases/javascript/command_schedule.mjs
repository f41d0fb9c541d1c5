// event: schedule
import { execSync } from "child_process";

export const handler = async (event) => execSync(`echo ${event.time} ${event.detail.name}`).toString();
