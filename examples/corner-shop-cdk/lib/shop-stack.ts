// Corner Shop: the ordering counter of a neighbourhood co-op.
import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as identity from 'aws-cdk-lib/aws-cognito-identitypool';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';

const SHOP = path.join(__dirname, '../../corner-shop');

export interface ShopStackProps extends cdk.StackProps {
  readonly stage: string;
}

export class ShopStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: ShopStackProps) {
    super(scope, id, props);
    const { stage } = props;

    const receiptSealSecret = new cdk.CfnParameter(this, 'ReceiptSealSecret', {
      description: 'Goes into the seal printed on every receipt',
      default: 'medlar-quince-1987',
    });

    const shopLogs = new logs.LogGroup(this, 'ShopLogs', {
      logGroupName: `/corner-shop/${stage}`,
      retention: logs.RetentionDays.INFINITE,
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });

    // ------------------------------------------------------------------ data
    const ordersTable = new dynamodb.Table(this, 'OrdersTable', {
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      partitionKey: { name: 'orderId', type: dynamodb.AttributeType.STRING },
      stream: dynamodb.StreamViewType.NEW_IMAGE,
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });
    ordersTable.addGlobalSecondaryIndex({
      indexName: 'byMember',
      partitionKey: { name: 'memberId', type: dynamodb.AttributeType.STRING },
    });
    ordersTable.addGlobalSecondaryIndex({
      indexName: 'byMonth',
      partitionKey: { name: 'month', type: dynamodb.AttributeType.STRING },
    });

    const settingsTable = new dynamodb.Table(this, 'SettingsTable', {
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });

    const receiptsBucket = new s3.Bucket(this, 'ReceiptsBucket', { removalPolicy: cdk.RemovalPolicy.DESTROY });

    const photosBucket = new s3.Bucket(this, 'PhotosBucket', {
      removalPolicy: cdk.RemovalPolicy.DESTROY,
      blockPublicAccess: new s3.BlockPublicAccess({ blockPublicPolicy: false, restrictPublicBuckets: false }),
      cors: [{ allowedOrigins: ['*'], allowedMethods: [s3.HttpMethods.GET, s3.HttpMethods.PUT], allowedHeaders: ['*'] }],
    });
    photosBucket.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:GetObject'],
      resources: [photosBucket.arnForObjects('*')],
    }));

    const sealSecret = new ssm.StringParameter(this, 'SealSecret', {
      parameterName: `/corner-shop/${stage}/receipt-seal`,
      stringValue: receiptSealSecret.valueAsString,
    });

    const dbSecret = new secretsmanager.Secret(this, 'DbSecret', {
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: 'shop' }),
        generateStringKey: 'password',
        passwordLength: 32,
        excludePunctuation: true,
      },
    });

    // The default VPC, which the higher constructs cannot take without a look-up.
    const dbAccess = new ec2.CfnSecurityGroup(this, 'DbAccess', {
      groupDescription: 'PostgreSQL for the functions and the office',
      securityGroupIngress: [
        { ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, cidrIp: '0.0.0.0/0', description: 'Lambda has no fixed address' },
      ],
    });
    const productDb = new rds.CfnDBCluster(this, 'ProductDb', {
      engine: 'aurora-postgresql',
      databaseName: 'shop',
      masterUsername: 'shop',
      masterUserPassword: dbSecret.secretValueFromJson('password').unsafeUnwrap(),
      vpcSecurityGroupIds: [dbAccess.attrGroupId],
      serverlessV2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 2 },
    });
    productDb.applyRemovalPolicy(cdk.RemovalPolicy.SNAPSHOT);
    new rds.CfnDBInstance(this, 'ProductDbInstance', {
      engine: 'aurora-postgresql',
      dbClusterIdentifier: productDb.ref,
      dbInstanceClass: 'db.serverless',
      publiclyAccessible: true,
    });

    // ------------------------------------------------------------- functions
    const orderQueue = new sqs.Queue(this, 'OrderQueue', {
      visibilityTimeout: cdk.Duration.seconds(60),
      encryption: sqs.QueueEncryption.UNENCRYPTED,
    });
    orderQueue.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: ['sqs:SendMessage'],
      resources: [orderQueue.queueArn],
    }));

    const orderTopic = new sns.Topic(this, 'OrderTopic');

    const shopLayer = new lambda.LayerVersion(this, 'ShopLayer', {
      code: lambda.Code.fromAsset(path.join(SHOP, 'layers/shop')), // the build puts it below python/, with its requirements
      compatibleRuntimes: [lambda.Runtime.PYTHON_3_12],
    });

    const common = { timeout: cdk.Duration.seconds(60), memorySize: 256, logGroup: shopLogs };
    const environment = {
      STAGE: stage,
      ORDERS_TABLE: ordersTable.tableName,
      SETTINGS_TABLE: settingsTable.tableName,
    };

    const authorizer = new lambda.Function(this, 'Authorizer', {
      ...common,
      code: lambda.Code.fromAsset(path.join(SHOP, 'src/authorizer')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      environment: { ...environment, AUTH_HEADER_NAME: 'Authorization', TOKEN_USE: 'id' },
    });

    const catalogue = new lambda.Function(this, 'Catalogue', {
      ...common,
      code: lambda.Code.fromAsset(path.join(SHOP, 'src/catalogue')),
      handler: 'app.handler',
      runtime: lambda.Runtime.PYTHON_3_12,
      layers: [shopLayer],
      environment: {
        ...environment,
        DB_HOST: productDb.attrEndpointAddress,
        DB_SECRET: dbSecret.secretArn,
        PHOTOS_BUCKET: photosBucket.bucketName,
      },
    });
    photosBucket.grantPut(catalogue);
    dbSecret.grantRead(catalogue);
    catalogue.addToRolePolicy(new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': 'CornerShop' } },
    }));
    catalogue.addPermission('Till', { principal: new iam.AnyPrincipal() }); // the till in the shop asks for prices

    const orders = new lambda.Function(this, 'Orders', {
      ...common,
      code: lambda.Code.fromAsset(path.join(SHOP, 'src/orders')),
      handler: 'app.handler',
      runtime: lambda.Runtime.PYTHON_3_12,
      environment: { ...environment, ORDER_QUEUE: orderQueue.queueUrl, RECEIPTS_BUCKET: receiptsBucket.bucketName },
    });
    settingsTable.grantReadData(orders);
    orderQueue.grantSendMessages(orders);
    receiptsBucket.grantRead(orders);
    orders.addToRolePolicy(new iam.PolicyStatement({
      actions: ['dynamodb:*'],
      resources: [ordersTable.tableArn, `${ordersTable.tableArn}/index/*`],
    }));

    const batchRole = new iam.Role(this, 'BatchRole', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    ordersTable.grantReadWriteData(batchRole);
    settingsTable.grantReadWriteData(batchRole);
    orderTopic.grantPublish(batchRole);
    batchRole.addToPolicy(new iam.PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [shopLogs.logGroupArn],
    }));
    batchRole.addToPolicy(new iam.PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: ['*'],
    }));

    const orderWorker = new lambda.Function(this, 'OrderWorker', {
      ...common,
      code: lambda.Code.fromAsset(path.join(SHOP, 'src/order_worker')),
      handler: 'app.handler',
      runtime: lambda.Runtime.PYTHON_3_12,
      role: batchRole,
      tracing: lambda.Tracing.ACTIVE,
      environment: { ...environment, ORDER_TOPIC: orderTopic.topicArn },
    });
    orderWorker.addEventSource(new sources.SqsEventSource(orderQueue, { batchSize: 10 }));

    const receipts = new lambda.Function(this, 'Receipts', {
      ...common,
      code: lambda.Code.fromAsset(path.join(SHOP, 'src/receipts')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      environment: { ...environment, RECEIPTS_BUCKET: receiptsBucket.bucketName, SEAL_SECRET: sealSecret.parameterName },
    });
    receiptsBucket.grantPut(receipts);
    sealSecret.grantRead(receipts);
    receipts.addEventSource(new sources.DynamoEventSource(ordersTable, {
      startingPosition: lambda.StartingPosition.LATEST,
      batchSize: 10,
    }));

    const notify = new lambda.Function(this, 'Notify', {
      ...common,
      code: lambda.Code.fromAsset(path.join(SHOP, 'src/notify')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_18_X,
      environment: {
        ...environment,
        MAIL_FROM: 'orders@corner-shop.example',
        CALLBACK_SECRET: '7f3a90c41be25d68f0a1b3c79e84d2561c0e9ba7',
      },
    });
    notify.addToRolePolicy(new iam.PolicyStatement({
      actions: ['ses:SendEmail', 'dynamodb:GetItem'],
      resources: ['*'],
    }));
    notify.addEventSource(new sources.SnsEventSource(orderTopic));

    const thumbnails = new lambda.Function(this, 'Thumbnails', {
      ...common,
      code: lambda.Code.fromAsset(path.join(SHOP, 'src/thumbnails')),
      handler: 'app.handler',
      runtime: lambda.Runtime.PYTHON_3_9,
      timeout: cdk.Duration.minutes(15),
      memorySize: 1024,
      layers: [lambda.LayerVersion.fromLayerVersionArn(
        this, 'ImageMagick', `arn:aws:lambda:${this.region}:444455556666:layer:image-magick:3`,
      )],
      environment,
    });
    thumbnails.role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3FullAccess'));
    photosBucket.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.LambdaDestination(thumbnails));

    const stockSync = new lambda.Function(this, 'StockSync', {
      ...common,
      code: lambda.Code.fromAsset(path.join(SHOP, 'src/stock_sync')),
      handler: 'app.handler',
      runtime: lambda.Runtime.PYTHON_3_12,
      role: batchRole,
      tracing: lambda.Tracing.ACTIVE,
      layers: [shopLayer],
      environment: { ...environment, DB_HOST: productDb.attrEndpointAddress, DB_SECRET: dbSecret.secretArn },
    });
    new scheduler.Schedule(this, 'Nightly', {
      schedule: scheduler.ScheduleExpression.cron({
        minute: '15', hour: '2', timeZone: cdk.TimeZone.EUROPE_LONDON,
      }),
      target: new targets.LambdaInvoke(stockSync),
    });

    const admin = new lambda.Function(this, 'Admin', {
      ...common,
      code: lambda.Code.fromAsset(path.join(SHOP, 'src/admin')), // esbuild makes the bundle: npm run build there
      handler: 'app.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      environment: { ...environment, STOCK_SYNC_FUNCTION: stockSync.functionName },
    });
    admin.role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
    const adminUrl = admin.addFunctionUrl({
      authType: lambda.FunctionUrlAuthType.NONE,
      cors: { allowedOrigins: ['*'] },
    });

    // ------------------------------------------------------------ front door
    const shopApi = new apigateway.RestApi(this, 'ShopApi', {
      deployOptions: {
        stageName: stage,
        loggingLevel: apigateway.MethodLoggingLevel.INFO,
        dataTraceEnabled: true,
      },
      defaultCorsPreflightOptions: {
        allowOrigins: ['*'],
        allowHeaders: ['Authorization', 'Content-Type'],
        allowMethods: ['GET', 'POST', 'OPTIONS'],
      },
    });
    const member = {
      authorizer: new apigateway.RequestAuthorizer(this, 'MemberAuth', {
        handler: authorizer,
        identitySources: [apigateway.IdentitySource.header('Authorization')],
        resultsCacheTtl: cdk.Duration.minutes(5),
      }),
    };
    const toCatalogue = new apigateway.LambdaIntegration(catalogue);
    const toOrders = new apigateway.LambdaIntegration(orders);

    const products = shopApi.root.addResource('products');
    products.addMethod('GET', toCatalogue);
    const product = products.addResource('{productId}');
    product.addMethod('GET', toCatalogue);
    product.addResource('photo').addMethod('POST', toCatalogue);

    const allOrders = shopApi.root.addResource('orders');
    allOrders.addMethod('POST', toOrders, member);
    allOrders.addMethod('GET', toOrders, member);
    allOrders.addResource('{orderId}').addMethod('GET', toOrders, member);

    // --------------------------------------------------------------- members
    const userPool = new cognito.UserPool(this, 'UserPool', {
      selfSignUpEnabled: true,
      autoVerify: { email: true },
      mfa: cognito.Mfa.OFF,
      passwordPolicy: { minLength: 6, requireDigits: false, requireSymbols: false, requireUppercase: false },
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });
    const userPoolClient = userPool.addClient('Client', {
      authFlows: { userPassword: true },
      disableOAuth: true,
    });

    // The app uploads photos of damaged goods straight to the bucket.
    const identityPool = new identity.IdentityPool(this, 'IdentityPool', {
      allowUnauthenticatedIdentities: true,
      authenticationProviders: {
        userPools: [new identity.UserPoolAuthenticationProvider({ userPool, userPoolClient })],
      },
    });
    for (const role of [identityPool.unauthenticatedRole, identityPool.authenticatedRole]) {
      role.addToPrincipalPolicy(new iam.PolicyStatement({
        actions: ['s3:PutObject', 's3:GetObject'],
        resources: [photosBucket.arnForObjects('*')],
      }));
    }
    orders.grantInvoke(identityPool.authenticatedRole);

    // ------------------------------------------------------------- operation
    orderQueue.metricApproximateAgeOfOldestMessage({ period: cdk.Duration.minutes(5), statistic: 'Maximum' })
      .createAlarm(this, 'OldestOrderAlarm', {
        alarmDescription: 'Orders wait longer than a quarter of an hour',
        evaluationPeriods: 3,
        threshold: 900,
        comparisonOperator: cdk.aws_cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      });

    new cdk.CfnOutput(this, 'AdminUrl', { value: adminUrl.url });
  }
}
