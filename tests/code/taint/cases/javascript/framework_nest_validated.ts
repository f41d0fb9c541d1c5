import { Body, Controller, Get, Header, Module, Param, Post, Query, Res, ValidationPipe } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import serverlessExpress from "@codegenie/serverless-express";
import { exec } from "child_process";
import { IsInt, IsString, IsUUID } from "class-validator";

class Made {
  @IsUUID() id: string;
  @IsInt() count: number;
  @IsString() name: string;
}

@Controller("show")
class ShowController {
  @Post()
  make(@Body() made: Made) {
    exec(`show ${made.id} ${made.count}`);
    exec(`show ${made.name}`); // leastwise: expect command-injection
    exec(`show ${(made as any).other}`); // leastwise: expect command-injection
  }

  @Get(":id/file")
  file(@Param("id") id: string, @Res() res: any) {
    res.sendFile(`/mnt/files/${id}`); // leastwise: expect path-traversal
  }

  @Get("page")
  @Header("Content-Type", "text/html")
  page(@Query("name") name: string) {
    return `<p>${name}</p>`; // leastwise: expect xss
  }

  @Get("part")
  part(@Query("name") name: string) {
    return `<p>${name}</p>`; // leastwise: expect xss
  }

  @Get("text")
  @Header("Content-Type", "text/plain")
  text(@Query("name") name: string) {
    return `<p>${name}</p>`;
  }

  @Get("word")
  word(@Query("name") name: string) {
    return this.lower(name);
  }

  private lower(name: string) {
    return name.toLowerCase();
  }

  @Get("data")
  data(@Query("name") name: string) {
    return { name };
  }
}

@Module({ controllers: [ShowController] })
class AppModule {}

export const handler = async (event: any, context: any) => {
  const app = await NestFactory.create(AppModule);
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
  await app.init();
  return serverlessExpress({ app: app.getHttpAdapter().getInstance() })(event, context, () => {});
};
