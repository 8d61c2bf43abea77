# language: zh-CN
功能: 同一件事只办一次，说的都是真的
  断电、断网、窗口关了，不知道刚才那一步存没存：照原样再办一次，已存的就照原样回答，不会再存一份。
  编号相同、要办的却不同，或者换了人，就是冲突，不办。

  背景:
    假如 今天是 2022-02-17
    而且 有一本演练台账，登记了这些人：
      | 用户名   | 姓名 | 角色   | 责任单位 |
      | 主管甲   | 赵某 | 主管   |          |
      | 主管乙   | 钱某 | 主管   |          |
      | 检查员甲 | 孙某 | 检查员 |          |
      | 检查员乙 | 李某 | 检查员 |          |

  场景大纲: 保存之后、答复之前断了，重办只存一次：<命令>
    假如 主管甲在命令行输入“<命令> --request-id a1”，存好之后断电
    当 主管甲在命令行输入“<命令> --request-id a1”
    那么 退出码是 0
    而且 屏幕提示有“这一步以前已办过”
    而且 总共只存了 1 条

    例子:
      | 命令                                                                                                                              |
      | user add 新人 --role viewer                                                                                                        |
      | user region 检查员甲 530602                                                                                                        |
      | delegation add 检查员甲 --of 检查员乙 --until 2022-03-31 --reason 出差                                                                |
      | subject add shop-1 --pack gas --kind catering --name 店一 --region 530602                                                           |
      | sanction impose interview --party 店一 --set authority_kind=gas --set authority=某局 --set grounds=逾期 --set basis=某市约谈办法 |

  场景: 编号相同，要办的不同
    假如 主管甲在命令行输入“user add 新人 --role viewer --request-id a1”，存好之后断电
    当 主管甲在命令行输入“user add 别人 --role viewer --request-id a1”
    那么 退出码是 3
    而且 屏幕提示有“已用于另一件事”
    而且 总共只存了 1 条

  场景: 编号相同，换了人
    假如 主管甲在命令行输入“user add 新人 --role viewer --request-id a1”，存好之后断电
    当 主管乙在命令行输入“user add 新人 --role viewer --request-id a1”
    那么 退出码是 3
    而且 屏幕提示有“已用于另一个人”

  场景: 没有写编号，一天之内又登记一项同样的惩戒，要先问
    假如 主管甲在命令行输入“sanction impose interview --party 店一 --set authority_kind=gas --set authority=某局 --set grounds=逾期 --set basis=某市约谈办法”，存好之后断电
    当 主管甲在命令行输入“sanction impose interview --party 店一 --set authority_kind=gas --set authority=某局 --set grounds=逾期 --set basis=某市约谈办法”
    那么 退出码是 2
    而且 屏幕提示有“CJ-2022-0001 已是对“店一”的约谈”
    而且 总共只存了 1 条
