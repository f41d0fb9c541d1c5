import express from "express";
import serverless from "serverless-http";

const app = express();
const router = express.Router();

router.get("/go", (req, res) => res.redirect(req.query.to)); // leastwise: expect open-redirect
router.get("/to", (req, res) => res.redirect(301, `/orders/${req.params.id}`));
app.use("/r", router);

export const handler = serverless(app);
