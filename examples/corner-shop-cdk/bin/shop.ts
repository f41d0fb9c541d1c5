import { App, Tags } from 'aws-cdk-lib';
import { ShopStack } from '../lib/shop-stack';

const app = new App();
const stage = app.node.tryGetContext('stage') ?? 'dev';
new ShopStack(app, 'CornerShop', { stackName: `corner-shop-${stage}`, stage });
Tags.of(app).add('stage', stage);
