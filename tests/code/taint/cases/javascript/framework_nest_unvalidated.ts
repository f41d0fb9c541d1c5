import { Body, Controller, Module, Post, UsePipes, ValidationPipe } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import serverlessExpress from "@codegenie/serverless-express";
import { exec } from "child_process";
import { IsInt } from "class-validator";

class Made {
  @IsInt() count: number;
}

@Controller("show")
class ShowController {
  @Post()
  make(@Body() made: Made) {
    exec(`show ${made.count}`); // leastwise: expect command-injection
  }

  @Post("checked")
  checked(@Body(new ValidationPipe()) made: Made) {
    exec(`show ${made.count}`);
  }

  @Post("piped")
  @UsePipes(new ValidationPipe())
  piped(@Body() made: Made) {
    exec(`show ${made.count}`);
  }
}

@Module({ controllers: [ShowController] })
class AppModule {}

export const handler = async (event: any, context: any) => {
  const app = await NestFactory.create(AppModule);
  await app.init();
  return serverlessExpress({ app: app.getHttpAdapter().getInstance() })(event, context, () => {});
};
